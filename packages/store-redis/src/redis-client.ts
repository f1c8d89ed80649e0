import type { Cluster, Redis } from 'ioredis';

/** One Redis, or a Cluster: both take the same commands. On a Cluster all keys of a command are in one slot. */
export type RedisClient = Redis | Cluster;
