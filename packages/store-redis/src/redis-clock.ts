import type { RedisClient } from './redis-client.ts';

/** Returns the time by Redis, in milliseconds since 1970. */
export async function readRedisClock(redis: RedisClient): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
