import { StoreError } from '@ag06/store';
import { freshId, grantOf, Player } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisStore } from './redis-store.ts';

const MIB = 1024 * 1024;
const OUTPUT = JSON.stringify('x'.repeat(8 * MIB));
/** Six of them are tries; the others between are refused without one. */
const CALLS = 68;

it('an output that is larger than the free memory of Redis is taken out again after each try, and refused in the end, while others go on', async () => {
  await using server = await startRedis({ appendonly: false });
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis });
  try {
    const [player, other] = [new Player(store), new Player(store)];
    await player.submit();
    const grant = grantOf(await player.claim('a'));
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    await redis.config('SET', 'maxmemory', used + 6 * MIB);
    const send = {
      kind: 'commit',
      id: freshId(),
      runId: player.runId,
      issuer: { worker: 'w', job: 'j', delivery: 1 },
      guard: { on: 'token', unit: 'a', token: grant.token },
      change: { to: 'completed', output: OUTPUT },
      next: [],
      end: undefined,
      emitted: [],
      known: [],
    } as const;
    const codes: unknown[] = [];
    while (codes.at(-1) !== 'BLOB_NO_ROOM' && codes.length < 100) {
      await store.runs.apply(send).catch((error: unknown) => {
        codes.push(error instanceof StoreError ? error.code : error);
      });
      expect(await redis.keys('*blobs:*')).toEqual([]);
    }
    expect(codes).toHaveLength(CALLS);
    expect(new Set(codes)).toEqual(new Set(['STORE_FULL', 'BLOB_NO_ROOM']));
    expect((await other.submit()).result).toBe('created');
    await redis.config('SET', 'maxmemory', 0);
    expect((await store.runs.apply({ ...send })).result).toBe('applied');
    expect(await redis.keys('*blobs:*')).toHaveLength(1);
  } finally {
    await store.close();
    redis.disconnect();
  }
}, 60_000);
