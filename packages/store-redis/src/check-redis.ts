import { Refusal } from '@ag06/contracts';
import type { Redis } from 'ioredis';

/** Waits until Redis answers, then refuses one that may evict what it was given: REDIS_EVICTS. */
export async function checkRedis(redis: Redis): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  const remedy = 'Set `maxmemory-policy noeviction` (CONFIG SET, and in redis.conf).';
  throw new Refusal(
    422,
    'REDIS_EVICTS',
    `Redis evicts keys when its memory is full (${policy}): runs would be lost. ${remedy}`,
  );
}
