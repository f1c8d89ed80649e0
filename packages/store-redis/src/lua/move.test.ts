import { grantOf, Player } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { partitionKeys } from '../keys.ts';
import { createRedisStore } from '../redis-store.ts';

it('the Lua interpreter refuses a move that does not begin where the unit is, and applies nothing of its command', async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis });
  const player = new Player(store);
  await player.submit();
  const grant = grantOf(await player.claim('a'));
  const run = partitionKeys(0).run(player.runId);
  const unit = await redis.hget(run, 's:a');
  // No command leads here, because nobody holds a unit that is over.
  await redis.hset(run, 's:a', unit?.replace(/^running/, 'completed') ?? '');
  const before = [await redis.hgetall(run), await player.types()];
  await expect(player.complete(grant, { emitted: ['{}'] })).rejects.toMatchObject({
    code: 'STORE_REPLY_INVALID',
    message: expect.stringContaining('a is completed: no move complete'),
  });
  expect([await redis.hgetall(run), await player.types()]).toEqual(before);
  await store.close();
  redis.disconnect();
}, 60_000);
