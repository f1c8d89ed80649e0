import { RUN_STATUSES } from '@ag06/contracts';
import { joinRanges, parseAttributeFilter, type RunQuery } from '@ag06/store';
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
    const attributes = [
      ['total', i],
      ['customer', `customer-${i}`],
    ];
    return new Player(store).submit({ meta: JSON.stringify({ ...META, workflow, tags, attributes }) });
  };
  await Promise.all(Array.from({ length: RUNS }, (_, i) => submit(i)));
}, 60_000);
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

const having = (...conditions: readonly (readonly [string, string])[]): Partial<RunQuery> => ({
  attributes: joinRanges(
    conditions.map((condition) => {
      const filter = parseAttributeFilter(condition);
      if (typeof filter === 'string') throw new Error(filter);
      return filter;
    }),
  ),
});

it('the list of runs by an attribute reads a page of runs, however many have it', async () => {
  const rare = await countReads(() => list(having(['total', `gte:${RUNS - 3}`])));
  expect(rare.runs).toBe(3);
  const wide = await countReads(() => list(having(['total', 'gt:100'])));
  expect(wide.runs).toBeLessThanOrEqual(102);
  // Of each term of the range the first entries, and of a few those behind them.
  expect(wide.ranges).toBeLessThanOrEqual(60);
  const narrow = await countReads(() => list(having(['total', 'gt:100'], ['total', 'lt:105'])));
  expect(narrow.runs).toBe(4);
  const equal = await countReads(() => list(having(['customer', 'customer-7'])));
  expect(equal).toEqual({ runs: 1, ranges: 1 });
  // `customer-1…` has a term of 10 letters, and those of 11 share it with their like.
  const prefix = await countReads(() => list(having(['customer', 'prefix:customer-149'])));
  expect(prefix.runs).toBeLessThanOrEqual(611);
});

it('the list of runs by an attribute and another filter reads the runs of the rarer one', async () => {
  const both = await countReads(() => list({ ...having(['total', 'lt:4']), workflow: 'one' }));
  expect(both.runs).toBe(4);
  const none = await countReads(() => list({ ...having(['total', 'gt:100'], ['total', 'lt:7']) }));
  expect(none).toEqual({ runs: 0, ranges: 0 });
});
