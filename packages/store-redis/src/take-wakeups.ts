import type { Wakeup } from '@ag06/store';
import type { Redis } from 'ioredis';
import type { PartitionKeys } from './keys.ts';

/** Takes what is due and makes it due again later, in one step, so that no two dispatchers take the same. */
const TAKE = /* lua */ `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(due) do redis.call('ZADD', KEYS[1], now + ARGV[2], member) end
return due
`;

export async function takeWakeups(
  redis: Redis,
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
