import type { Wakeup } from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

/** Takes what is due and makes it due again later, in one step, so that no two dispatchers take the same. */
const TAKE = /* lua */ `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(due) do redis.call('ZADD', KEYS[1], now + ARGV[2], member) end
return due
`;

/** By the clock that will say when it is due: nodes of a Cluster have clocks of their own. */
const MOVE = /* lua */ `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
return redis.call('ZADD', KEYS[1], 'XX', now + ARGV[1], ARGV[2])
`;

export async function moveWakeup(
  redis: RedisClient,
  keys: PartitionKeys,
  { runId, kind }: Wakeup,
  afterMs: number,
): Promise<void> {
  await redis.eval(MOVE, 1, keys.wakeups, afterMs, `${runId}|${kind}`);
}

export async function takeWakeups(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  limit: number,
  leaseMs: number,
): Promise<Wakeup[]> {
  const taken = await Promise.all(
    partitions.map(async (keys) => (await redis.eval(TAKE, 1, keys.wakeups, limit, leaseMs)) as string[]),
  );
  return taken.flat().map((member) => {
    const [runId = '', kind] = member.split('|');
    return { runId, kind: kind as Wakeup['kind'] };
  });
}
