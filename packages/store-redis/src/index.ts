export { type CheckOptions, checkRedis } from './check-redis.ts';
export { diagnoseRedis } from './checks/diagnose-redis.ts';
export { judgeConnectionError } from './checks/judge-connection-error.ts';
export { proveCommands } from './checks/prove-commands.ts';
export { reachRedis } from './checks/reach-redis.ts';
export { createRedisStore, type RedisStoreOptions } from './redis-store.ts';
