import { RUN_STATUSES } from '@ag06/contracts';
import type { RunQuery } from '@ag06/store';
import { META, Player } from '@ag06/store/conformance';
import { type RedisServer, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisStore } from './redis-store.ts';

const RUNS = 1_500;
const QUERY: RunQuery = {
  tenant: 'default',
  statuses: [],
  workflow: undefined,
  correlationId: undefined,
  tags: [],
  from: undefined,
  to: undefined,
  after: undefined,
  limit: 50,
};

let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  const store = createRedisStore({ redis });
  const submit = (i: number) => {
    const tags = [i % 2 === 0 ? 'even' : 'odd'];
    const workflow = i % 2 === 0 ? 'one' : 'two';
    return new Player(store).submit({ meta: JSON.stringify({ ...META, workflow, tags }) });
  };
  await Promise.all(Array.from({ length: RUNS }, (_, i) => submit(i)));
}, 30_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** How many runs were looked at, and how many entries of the index, at most, were read. */
async function countReads(work: () => Promise<unknown>) {
  await redis.config('RESETSTAT');
  await work();
  const stats = await redis.info('commandstats');
  const callsOf = (command: string) =>
    Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  return { runs: callsOf('hmget'), ranges: callsOf('zrevrangebylex') };
}

const list = (more: Partial<RunQuery>) => createRedisStore({ redis }).runs.listRuns({ ...QUERY, ...more });

it('the list of runs reads no run where one of the filters lets none through', async () => {
  expect(await countReads(() => list({ statuses: ['running'], workflow: 'absent' }))).toMatchObject({
    runs: 0,
  });
  expect(await countReads(() => list({ workflow: 'one', tags: ['absent'] }))).toMatchObject({ runs: 0 });
});

it('the list of runs reads 1,000 runs at most for a page, however many there are, and a few more than a page where all match', async () => {
  const none = await countReads(() => list({ workflow: 'one', tags: ['odd'] }));
  expect(none.runs).toBe(RUNS / 2);
  const bounded = await countReads(() => list({ workflow: 'one', tags: ['odd'], scanMax: 100 }));
  expect(bounded.runs).toBe(100);
  const all = await countReads(() => list({}));
  expect(all.runs).toBeLessThanOrEqual(102);
  expect(all.ranges).toBeLessThanOrEqual(RUN_STATUSES.length + 5);
});

it('the list of runs reads no more once its caller is gone', async () => {
  const caller = new AbortController();
  const reads = await countReads(async () => {
    const listing = list({ workflow: 'one', tags: ['odd'], signal: caller.signal });
    caller.abort(new Error('gone'));
    await expect(listing).rejects.toThrow('gone');
  });
  expect(reads.runs).toBeLessThanOrEqual(102);
});
