export { isError } from './lost-way.ts';
export type { Outage } from './outage.ts';
export { isConnectionLost, judgePostgresError } from './postgres.ts';
export { judgeRedisError, judgeRedisReply, redisMessageOf } from './redis.ts';
