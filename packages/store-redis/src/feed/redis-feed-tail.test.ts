import type { FeedEvent } from '@ag06/store';
import { startOfTime } from '@ag06/store';
import { Player } from '@ag06/store/conformance';
import { type RedisServer, startRedis, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisStore } from '../redis-store.ts';

const COMMITS = 300;

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
  redis.on('error', () => {});
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const places = (events: readonly FeedEvent[]) => events.map(({ runId, event }) => `${runId} ${event.seq}`);
const trackers = async () => Number(/tracking_clients:(\d+)/.exec(await redis.info('clients'))?.[1]);

it('RedisFeedTail tells everything once and in order, however often its connection is cut', async () => {
  const store = createRedisStore({ redis });
  const told: FeedEvent[] = [];
  let settled = 0;
  const tail = await store.feed.tailFeed('default', (events, settledAt) => {
    told.push(...events);
    settled = settledAt;
  });
  for (let n = 0; n < COMMITS; n++) {
    const player = new Player(store);
    await player.submit();
    if (n % 60 === 30) expect(Number(await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub'))).toBe(1);
    await player.cancel();
    if (n % 60 === 59) await until(async () => (await trackers()) === 1);
  }
  const last = await store.runs.now();
  await until(() => settled > last);
  const expected: FeedEvent[] = [];
  for await (const page of store.feed.readFeed('default', startOfTime(tail.from), settled))
    expected.push(...page);
  expect(expected).toHaveLength(4 * COMMITS);
  expect(places(told)).toEqual(places(expected));
  await store.close();
}, 60_000);

it('RedisFeedTail goes on behind what it told when Redis was killed and is back', async () => {
  const store = createRedisStore({ redis });
  const told: FeedEvent[] = [];
  await store.feed.tailFeed('default', (events) => void told.push(...events));
  const before = new Player(store);
  await before.submit();
  await until(() => told.length === 3);
  await server.kill('SIGKILL');
  await server.restart();
  const after = new Player(store);
  await after.submit();
  await until(() => told.some(({ runId }) => runId === after.runId), { timeoutMs: 15_000 });
  await until(() => told.length === 6);
  expect(new Set(places(told)).size).toBe(6);
  await store.close();
}, 60_000);

it('RedisFeedTail tells all of a run that begins right after the clock of Redis was set back', async () => {
  const store = createRedisStore({ redis });
  const player = new Player(store);
  let aheadS = 3_600;
  let happens: (() => Promise<unknown>) | undefined;
  const clock = async () => {
    const act = happens;
    happens = undefined;
    await act?.();
    const [seconds, micros] = await redis.time();
    return [Number(seconds) + aheadS, micros];
  };
  const ahead = new Proxy(redis, {
    get(target, name) {
      if (name === 'time') return clock;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  const follower = createRedisStore({ redis: ahead });
  const told: FeedEvent[] = [];
  const tail = await follower.feed.tailFeed('default', (events) => void told.push(...events));
  // Before the next look.
  happens = () => {
    aheadS = 0;
    return player.submit();
  };
  await until(() => told.length === 3);
  await player.cancel();
  await until(() => told.length === 4);
  expect(places(told)).toEqual([1, 2, 3, 4].map((seq) => `${player.runId} ${seq}`));
  await tail.stop();
  await Promise.all([store, follower].map((one) => one.close()));
});

it('RedisFeedTail leaves nothing behind in Redis when nobody follows any more', async () => {
  const store = createRedisStore({ redis });
  const tails = await Promise.all([1, 2].map(() => store.feed.tailFeed('default', () => {})));
  await until(async () => (await trackers()) === 2);
  for (const tail of tails) await tail.stop();
  await until(async () => (await trackers()) === 0);
  await store.close();
});
