import { FEED_PAGE, type FeedEvent, startOfTime } from '@ag06/store';
import { COMPLETED, grantOf, Player } from '@ag06/store/conformance';
import { type RedisServer, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { partitionKeys } from '../keys.ts';
import { createRedisStore } from '../redis-store.ts';
import { measureReplies } from '../testing/measure-replies.ts';
import { findRunsSince } from './find-runs-since.ts';
import { LogMerge } from './log-merge.ts';
import { openLog } from './open-log.ts';

const RUNS = 16;
/** The input of each run, and the output of its step. */
const LARGE = JSON.stringify('x'.repeat(200_000));

let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  const store = createRedisStore({ redis });
  const players = Array.from({ length: RUNS }, () => new Player(store));
  for (const player of players) await player.submit({ input: LARGE });
  for (const player of players) {
    const grant = grantOf(await player.claim('a'));
    await player.complete(grant, { change: { to: 'completed', output: LARGE }, end: COMPLETED });
  }
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** Merges all logs. Returns the events, and the characters of each reply with a part of logs. */
async function merge(aheadMax?: number) {
  const { redis: measured, replies } = measureReplies(redis);
  const runs = await findRunsSince(redis, partitionKeys(0), 'default', 0);
  const events: FeedEvent[] = [];
  const all = new LogMerge(measured, aheadMax);
  for (const run of runs) all.add(openLog(run, startOfTime(0), { from: run.createdAt }));
  for await (const page of all.takePages(Number.MAX_SAFE_INTEGER)) events.push(...page);
  return { places: events.map(({ runId, event }) => `${event.at} ${runId} ${event.seq}`), replies };
}

it('the feed reads no more of all logs at once than a page has, however many logs have large events', async () => {
  const { places, replies } = await merge();
  expect(places).toHaveLength(6 * RUNS);
  expect(Math.max(...replies)).toBeLessThan(FEED_PAGE.chars + LARGE.length);
  expect(replies.length).toBeLessThan(3 * RUNS);
});

it('the feed forgets what it read too far ahead, and misses and repeats nothing', async () => {
  const [whole, forgetful] = [await merge(), await merge(0)];
  expect(forgetful.places).toEqual(whole.places);
  // What was forgotten is read again.
  expect(sumOf(forgetful.replies)).toBeGreaterThan(sumOf(whole.replies) + LARGE.length);
});

const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);
