export { checkRedis } from './check-redis.ts';
export { diagnoseRedis } from './checks/diagnose-redis.ts';
export { judgeConnectionError } from './checks/judge-connection-error.ts';
export { proveCommands } from './checks/prove-commands.ts';
export { reachRedis } from './checks/reach-redis.ts';
export { createRedisStore } from './redis-store.ts';
