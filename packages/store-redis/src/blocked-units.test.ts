import { freshReason, Player } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { partitionKeys } from './keys.ts';
import { createRedisStore } from './redis-store.ts';

const KEYS = partitionKeys(0);

it('the store on Redis removes an entry that an older version left behind, once somebody tries to unblock it', async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis, partitions: 1 });
  const reason = freshReason();
  const [moved, ended] = [new Player(store), new Player(store)];
  for (const player of [moved, ended]) {
    await player.submit();
    await player.claim('a', { obstacle: reason });
  }
  const entries = await redis.zrange(KEYS.blocked, '0', '-1');
  await moved.unblock('a', reason);
  await ended.cancel();
  expect(await redis.exists(KEYS.blocked)).toBe(0);

  // An older version schedules and cancels what is blocked, and does not know the list.
  for (const entry of entries) await redis.zadd(KEYS.blocked, '0', entry);
  expect(await store.runs.listBlocked(reason, 10)).toHaveLength(2);
  expect(await moved.unblock('a', reason)).toMatchObject({ result: 'refused', reason: 'guard' });
  expect(await ended.unblock('a', reason)).toMatchObject({ result: 'refused', reason: 'terminal' });
  expect(await store.runs.listBlocked(reason, 10)).toEqual([]);
  await store.close();
  redis.disconnect();
}, 60_000);

it('the store on Redis resumes a step that an older version blocked by a pause, without a reason', async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis, partitions: 1 });
  const player = new Player(store);
  await player.submit();
  await player.byRun(['running'], { change: { to: 'paused' } });
  await player.claim('a');
  const state = (await redis.hget(KEYS.run(player.runId), 's:a')) ?? '';
  await redis.hset(KEYS.run(player.runId), 's:a', state.replace('|pause|', '||'));
  expect(state).toContain('|pause|');
  expect(await player.unit('a')).toMatchObject({ status: 'blocked', blockedBy: 'pause', worker: '' });
  await player.byRun(['paused'], { change: { to: 'resumed' } });
  expect(await player.unit('a')).toMatchObject({ status: 'scheduled', dispatch: 2 });
  await store.close();
  redis.disconnect();
}, 60_000);

it('the store on Redis forgets only entries of runs that are gone', async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis, partitions: 1 });
  const reason = freshReason();
  const [gone, left] = [new Player(store), new Player(store)];
  for (const player of [gone, left]) {
    await player.submit();
    await player.claim('a', { obstacle: reason });
  }
  const listed = await store.runs.listBlocked(reason, 10);
  await redis.del(KEYS.run(gone.runId));
  await store.runs.forgetBlocked(reason, listed);
  expect((await store.runs.listBlocked(reason, 10)).map(({ runId }) => runId)).toEqual([left.runId]);
  await store.close();
  redis.disconnect();
}, 60_000);
