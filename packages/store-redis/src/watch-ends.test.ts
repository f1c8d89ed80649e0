import type { Store } from '@ag06/store';
import { grantOf, Player } from '@ag06/store/conformance';
import { type RedisServer, startRedis, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { partitionKeys } from './keys.ts';
import { createRedisStore } from './redis-store.ts';

let server: RedisServer;
let redis: Redis;
let store: Store;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = createRedisStore({ redis, partitions: 1 });
  await store.checkSchema();
});
afterAll(async () => {
  await store.close();
  redis.disconnect();
  await server.stop();
});

/** What is told of ends, by run. */
async function listen() {
  const told = new Map<string, readonly (string | undefined)[]>();
  const stop = await store.runs.watchEnds('ended', (runId, ...end) => void told.set(runId, end));
  return { told, stop };
}

it.each([
  ['null', 'null'],
  ['{"text":"with spaces,\\nlines, and ünïcode"}', '{"text":"with spaces,\\nlines, and ünïcode"}'],
  [JSON.stringify('x'.repeat(1_022)), JSON.stringify('x'.repeat(1_022))],
  [JSON.stringify('x'.repeat(1_023)), undefined],
])(
  'the end of a run is told with its output if that has at most 1,024 bytes: %.40s',
  async (output, expected) => {
    const { told, stop } = await listen();
    const player = new Player(store);
    await player.submit();
    await player.complete(grantOf(await player.claim('a')), { end: { status: 'completed', output } });
    expect(await until(() => told.get(player.runId))).toEqual(['completed', expected]);
    await stop();
  },
);

it.each(['r0-1 completed', 'r0-1 completed {"a":1} b', 'r0-1 unheard', '', 'r0-1'])(
  'a notice of an end as another version might write it breaks nothing: "%s"',
  async (notice) => {
    const { told, stop } = await listen();
    await redis.publish(`${partitionKeys(0).channels}ended`, notice);
    await redis.publish(`${partitionKeys(0).channels}ended`, 'r0-2 failed');
    await until(() => told.has('r0-2'));
    const [, status, output] = /^\S+ (completed)(?: (.*))?$/.exec(notice) ?? [];
    expect(told.get('r0-1')).toEqual(status && [status, output]);
    await stop();
  },
);
