export { checkRedis } from './check-redis.ts';
export { createRedisStore, type RedisStoreOptions } from './redis-store.ts';
