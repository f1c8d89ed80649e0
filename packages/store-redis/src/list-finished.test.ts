import type { Store } from '@ag06/store';
import { grantOf, Player, scheduled } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisStore } from './redis-store.ts';

const FINISHED = 'ag06:{p0}:finished';

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let store: Store;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = createRedisStore({ redis });
});
afterAll(async () => {
  await store.close();
  redis.disconnect();
  await server.stop();
});

async function complete(): Promise<string> {
  const player = new Player(store);
  await player.submit({ roots: [scheduled('a')] });
  await player.complete(grantOf(await player.claim('a')), { end: { status: 'completed', output: '1' } });
  return player.runId;
}

it('a run that another lister puts behind all others meanwhile is listed once', async () => {
  const first = await complete();
  // Places of runs that are gone, so that the list is read in two pieces.
  await redis.rpush(
    FINISHED,
    '1|r0-000000000aaaaaaaaaaaa',
    '1|r0-000000000bbbbbbbbbbbb',
    '1|r0-000000000cccccccccccc',
  );
  const second = await complete();
  const [entry = ''] = await redis.lrange(FINISHED, 0, 0);
  expect(entry).toContain(first);
  const lrange = redis.lrange.bind(redis);
  const read = jest.spyOn(redis, 'lrange').mockImplementationOnce(async (key, from, to) => {
    const entries = await lrange(key, from, to);
    // As one does that has seen the run before its last message was delivered.
    await redis.multi().rpush(FINISHED, entry).lrem(FINISHED, 1, entry).exec();
    return entries;
  });
  const listed = await store.runs.listFinished(-60_000, 4, 0);
  expect(read.mock.calls.length).toBeGreaterThan(1);
  expect(listed.map(({ runId }) => runId)).toEqual([first]);
  // The run whose place the other one has taken is in the next list.
  expect((await store.runs.listFinished(-60_000, 4, 0)).map(({ runId }) => runId)).toEqual([second, first]);
});
