import { Cluster } from 'ioredis';
import { LIBRARY } from './lua/library.ts';
import type { RedisClient } from './redis-client.ts';

/**
 * Calls a function of our library, which is loaded where it is missing: on a new Redis, after an upgrade, after FUNCTION
 * FLUSH. Redis keeps it in its files and gives it to its replicas; the nodes of a Cluster do not give it to each other.
 */
export async function withLibrary<T>(redis: RedisClient, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('Function not found'))) throw error;
    const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
    await Promise.all(nodes.map((node) => node.call('FUNCTION', 'LOAD', 'REPLACE', LIBRARY)));
    return call();
  }
}
