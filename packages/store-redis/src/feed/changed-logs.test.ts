import { FEED_PAGE, type FeedEvent, type Store } from '@ag06/store';
import { COMPLETED, grantOf, META, Player, scheduled } from '@ag06/store/conformance';
import { type RedisServer, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { partitionKeys } from '../keys.ts';
import { createRedisStore } from '../redis-store.ts';
import { measureReplies } from '../testing/measure-replies.ts';
import { ChangedLogs } from './changed-logs.ts';

const RUNS = 16;
/** The input of each run, and the output of its step. */
const LARGE = JSON.stringify('x'.repeat(200_000));
const LONG = 5_000;

const keys = partitionKeys(0);
const logOf = ({ runId }: Player) => keys.log(runId);

let server: RedisServer;
let redis: Redis;
let store: Store;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = createRedisStore({ redis });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** Follows logs from now on, and tells what was read of them. */
async function follow() {
  const { redis: measured, replies } = measureReplies(redis);
  const logs = new ChangedLogs(measured, 'default');
  const since = await store.runs.now();
  const look = async (changed: readonly Player[], until = Number.MAX_SAFE_INTEGER) => {
    await logs.add(since, [keys], changed.map(logOf));
    const pages: (readonly FeedEvent[])[] = [];
    for await (const page of logs.takePages(until)) pages.push(page);
    return pages;
  };
  return { logs, look, replies, since };
}

const placesOf = (pages: readonly (readonly FeedEvent[])[]) =>
  pages.flat().map(({ runId, event }) => `${runId} ${event.seq}`);
const numbersOf = (pages: readonly (readonly FeedEvent[])[]) => pages.flat().map(({ event }) => event.seq);

/** Events that a handler emits. */
const count = (events: number) => Array.from({ length: events }, (_, n) => `{"name":"count","data":${n}}`);

it('the feed that is followed reads no more at once than a page has, however much was committed since its last look', async () => {
  const { look, replies } = await follow();
  const players = Array.from({ length: RUNS }, () => new Player(store));
  for (const player of players) await player.submit({ input: LARGE });
  for (const player of players) {
    const grant = grantOf(await player.claim('a'));
    await player.complete(grant, { change: { to: 'completed', output: LARGE }, end: COMPLETED });
  }
  const pages = await look(players);
  expect(new Set(placesOf(pages)).size).toBe(6 * RUNS);
  expect(pages.flat()).toHaveLength(6 * RUNS);
  const charsOf = (page: readonly FeedEvent[]) => JSON.stringify(page.map(({ event }) => event)).length;
  for (const page of pages) expect(charsOf(page)).toBeLessThan(FEED_PAGE.chars + 1.1 * LARGE.length);
  expect(Math.max(...replies)).toBeLessThan(FEED_PAGE.chars + LARGE.length);
  expect(await look(players)).toEqual([]);
});

it('the feed that is followed comes in pages of few events, however many one commit wrote', async () => {
  const { look } = await follow();
  const player = new Player(store);
  await player.submit();
  await player.complete(grantOf(await player.claim('a')), { emitted: count(1_200), end: COMPLETED });
  const pages = await look([player]);
  expect(pages.map(({ length }) => length)).toEqual([FEED_PAGE.events, FEED_PAGE.events, 206]);
  expect(numbersOf(pages)).toEqual(Array.from({ length: 1_206 }, (_, n) => n + 1));
});

it('the feed that is followed finds the new events at the end of a long log without reading the others', async () => {
  const player = new Player(store);
  await player.submit({ roots: [scheduled('a'), scheduled('b')] });
  await player.complete(grantOf(await player.claim('a')), { emitted: count(LONG) });
  const written = await store.runs.now();
  while ((await store.runs.now()) === written);
  const { look, replies } = await follow();
  await player.cancel();
  const pages = await look([player]);
  expect(pages.flat().map(({ event }) => event.type)).toEqual(['run.cancelled']);
  expect(numbersOf(pages)[0]).toBeGreaterThan(LONG);
  const read = replies.reduce((sum, chars) => sum + chars, 0);
  expect(read).toBeLessThan(20_000);
});

it('the feed that is followed holds events back until their millisecond is over, and knows for how long', async () => {
  const { logs, look, since } = await follow();
  const player = new Player(store);
  await player.submit();
  expect(await look([player], since)).toEqual([]);
  expect(logs.hasMore).toBe(true);
  expect(logs.findHeld(0)).toBe(0);
  const held = logs.findHeld(performance.now() + 1);
  expect(held).toBeGreaterThanOrEqual(since);
  while ((await store.runs.now()) <= held);
  await player.cancel();
  expect(numbersOf(await look([player], held + 1))).toEqual([1, 2, 3]);
  expect(numbersOf(await look([]))).toEqual([4]);
  expect(logs.hasMore).toBe(false);
});

it('the feed of a tenant that is followed reads nothing of another’s logs but whose they are', async () => {
  const { look, replies } = await follow();
  const theirs = new Player(store);
  await theirs.submit({ tenant: 'other', meta: JSON.stringify({ ...META, tenant: 'other' }), input: LARGE });
  expect([...(await look([theirs])), ...(await look([theirs]))]).toEqual([]);
  expect(replies).toHaveLength(1);
  expect(replies[0]).toBeLessThan(2_000);
});

it('the feed that is followed passes over the log of a run that was deleted', async () => {
  const { look } = await follow();
  const player = new Player(store);
  await player.submit();
  await player.complete(grantOf(await player.claim('a')), { end: COMPLETED });
  await store.runs.deleteRun(player.runId);
  expect(await look([player, new Player(store)])).toEqual([]);
});
