/** For a thread that renews the locks of its process. It does not load BullMQ. */

export { QUEUE_SCHEMA } from '../postgres/queue-schema-name.ts';
export { createRedisConnection } from '../redis-connection.ts';
export { clockMs } from './clock-ms.ts';
export { readPages } from './held-locks.ts';
export { LockPage } from './lock-page.ts';
export { createPostgresLockExtender } from './postgres-lock-extender.ts';
export { createRedisLockExtender } from './redis-lock-extender.ts';
export { type ExtendLocks, renewHeld } from './renew-held.ts';
export { toRenewalMs } from './renewal-loop.ts';
