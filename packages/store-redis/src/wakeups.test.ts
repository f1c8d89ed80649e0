import type { Store } from '@ag06/store';
import { Player } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisStore } from './redis-store.ts';

const MANY = 100_000;
const CHUNK = 10_000;
const LOOKS = 'ag06:{p0}:looks';
const TIMERS = 'ag06:{p0}:wakeups';

describe('wake-ups on Redis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  let redis: Redis;
  let store: Store;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    store = createRedisStore({ redis });
  });
  beforeEach(async () => void (await redis.flushall()));
  afterAll(async () => {
    await store.close();
    redis.disconnect();
    await server.stop();
  });

  const addLooks = async (key: string, count: number) => {
    for (let from = 0; from < count; from += CHUNK) {
      const size = Math.min(CHUNK, count - from);
      await redis.zadd(key, ...Array.from({ length: size }, (_, i) => [1, `r0-${from + i}|watchdog`]).flat());
    }
  };
  const commands = async (name: string): Promise<number> =>
    Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(await redis.info('commandstats'))?.[1] ?? 0);

  it('cost a timer the same commands beside 100,000 looks that are due as beside none', async () => {
    const player = new Player(store);
    await player.submit({ delayMs: 60_000 });
    const start = { subject: 'run', runId: player.runId, kind: 'start' } as const;
    const costOfTaking = async () => {
      await store.runs.moveWakeup(start, -1);
      await redis.config('RESETSTAT');
      expect(await store.runs.takeWakeups('timers', 100, 60_000)).toEqual([start]);
      return [await commands('eval'), await commands('zrangebyscore'), await commands('zadd')];
    };
    const alone = await costOfTaking();
    await addLooks(LOOKS, MANY);
    expect(await costOfTaking()).toEqual(alone);
  });

  it('of an older version, which are in one set, are told apart: timers go out, looks go where they belong', async () => {
    await addLooks(TIMERS, 5_000);
    await redis.zadd(TIMERS, 2, 'r0-x|start', 3, 'r0-y|deadline');
    expect(await store.runs.takeWakeups('timers', 100, 60_000)).toEqual([
      { subject: 'run', runId: 'r0-x', kind: 'start' },
      { subject: 'run', runId: 'r0-y', kind: 'deadline' },
    ]);
    expect(await redis.zcard(TIMERS)).toBe(2);
    expect(await redis.zcard(LOOKS)).toBe(5_000);
    expect(await store.runs.takeWakeups('looks', 6_000, 60_000)).toHaveLength(5_000);
  });

  it('of an older version leave with their run', async () => {
    const player = new Player(store);
    await player.submit();
    await redis.zadd(TIMERS, 1, `${player.runId}|watchdog`);
    await player.cancel();
    expect(await store.runs.takeWakeups('timers', 100, 60_000)).toEqual([]);
    for (const look of await store.runs.takeWakeups('looks', 100, 60_000)) await store.runs.clearWakeup(look);
    expect(await redis.zcard(LOOKS)).toBe(0);
  });
});
