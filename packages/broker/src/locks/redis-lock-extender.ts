import { QueueSlots } from '../queue-slots.ts';
import type { RedisConnection } from '../redis-connection.ts';
import { toIntegers } from '../script-reply.ts';
import type { LockName } from './lock-page.ts';
import type { ExtendLocks } from './renew-held.ts';

/**
 * BullMQ's own renewal for any deliveries. Several of one job may be in one process, each with its own token.
 * KEYS: stalled. ARGV: the prefix of the queue's keys, milliseconds, then job id and token of each lock.
 */
const EXTEND = /* lua */ `
local lost = {}
for i = 3, #ARGV, 2 do
  local lock = ARGV[1] .. ARGV[i] .. ':lock'
  if redis.call('GET', lock) == ARGV[i + 1] then
    redis.call('PEXPIRE', lock, ARGV[2])
    redis.call('SREM', KEYS[1], ARGV[i])
  else
    lost[#lost + 1] = (i - 3) / 2
  end
end
return lost
`;
/** Locks per script call, which bounds how long it blocks Redis. */
const BATCH = 500;

/** @param prefix BullMQ's prefix of all keys */
export function createRedisLockExtender(
  connection: RedisConnection,
  prefix: string,
  lockMs: number,
): ExtendLocks {
  const slots = new QueueSlots(connection.isCluster, prefix);
  return async (queue, locks) => {
    const keys = `${slots.prefixOf(queue)}:${queue}:`;
    const lost: number[] = [];
    for (let from = 0; from < locks.length; from += BATCH) {
      const names = locks.slice(from, from + BATCH).flatMap(toArguments);
      const answer = await connection.eval(EXTEND, 1, `${keys}stalled`, keys, Math.ceil(lockMs), ...names);
      for (const place of toIntegers(answer)) lost.push(from + place);
    }
    return lost;
  };
}

const toArguments = ({ jobId, token }: LockName): readonly string[] => [jobId, token];
