import type { WorkerRecord } from '@ag06/store/fleet';
import type { GlobalKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

export { globalKeys } from './keys.ts';

/** ARGV: id, the text of the record after `{"seenAt":` and the time, then its agents. KEYS: the hash of workers, the set of agents. */
const REGISTER = /* lua */ `
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
redis.call('HSET', KEYS[1], ARGV[1], '{"seenAt":' .. now .. ARGV[2])
if ARGV[3] then redis.call('SADD', KEYS[2], unpack(ARGV, 3)) end
`;

/** Says that the worker lives. A module of its own, because the thread beside a worker's event loop loads it alone. */
export async function registerWorker(
  redis: RedisClient,
  keys: GlobalKeys,
  { seenAt: _, ...worker }: WorkerRecord,
): Promise<void> {
  const rest = `,${JSON.stringify(worker).slice(1)}`;
  await redis.eval(REGISTER, 2, keys.workers, keys.agents, worker.id, rest, ...worker.agents);
}
