import type { WorkerRecord } from '@ag06/store/fleet';
import type { GlobalKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { readRedisClock } from './redis-clock.ts';

export { globalKeys } from './keys.ts';

/** Says that the worker lives. A module of its own, because the thread beside a worker's event loop loads it alone. */
export async function registerWorker(
  redis: RedisClient,
  keys: GlobalKeys,
  worker: WorkerRecord,
): Promise<void> {
  const record = { ...worker, seenAt: await readRedisClock(redis) };
  const pipeline = redis.pipeline().hset(keys.workers, worker.id, JSON.stringify(record));
  if (worker.agents.length > 0) pipeline.sadd(keys.agents, ...worker.agents);
  for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
}
