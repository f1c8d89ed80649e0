import { FIND_PRESENT } from './lua.ts';
import type { QueueRegistry } from './queue-registry.ts';
import type { RedisConnection } from './redis-connection.ts';
import { toIntegers } from './script-reply.ts';

/** Keys examined in one step, which bounds how long it blocks Redis. */
const KEYS_BATCH = 500;

/**
 * Returns those of the queues that have something under one of these keys: jobs, or what a foreign client has put there. An idle
 * fleet asks this all the time, so it is one command for all queues, and one for each on a Cluster.
 */
export async function findKept(
  redis: RedisConnection,
  registry: QueueRegistry,
  queues: readonly string[],
  parts: readonly string[],
): Promise<readonly string[]> {
  const named = queues.flatMap((queue) => parts.map((part) => ({ agent: queue, part })));
  const present = await registry.slots.handleBySlot(named, async (some) => {
    const keys = some.map(({ agent: queue, part }) => registry.keyOf(queue, part));
    return findPresent(redis, keys);
  });
  return queues.filter((_, i) => parts.some((_part, j) => present[i * parts.length + j]));
}

async function findPresent(redis: RedisConnection, keys: readonly string[]): Promise<readonly boolean[]> {
  const found = new Set<number>();
  for (let from = 0; from < keys.length; from += KEYS_BATCH) {
    const some = keys.slice(from, from + KEYS_BATCH);
    const reply = await redis.eval(FIND_PRESENT, some.length, ...some);
    for (const place of toIntegers(reply)) found.add(from + place - 1);
  }
  return keys.map((_, i) => found.has(i));
}
