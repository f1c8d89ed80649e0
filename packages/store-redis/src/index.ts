export { type CheckOptions, checkRedis } from './check-redis.ts';
export { diagnoseRedis } from './checks/diagnose-redis.ts';
export { reachRedis } from './checks/reach-redis.ts';
export { createRedisStore, type RedisStoreOptions } from './redis-store.ts';
