import { Cluster } from 'ioredis';
import { LIBRARY } from './lua/library.ts';
import type { RedisClient } from './redis-client.ts';

/**
 * Calls a function of a library of ours and loads the library where it is missing: on a new Redis, after an upgrade, after
 * FUNCTION FLUSH. Redis persists and replicates it, but the primaries of a Cluster do not share it.
 */
export async function withLibrary<T>(
  redis: RedisClient,
  call: () => Promise<T>,
  library: string = LIBRARY,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('Function not found'))) throw error;
    const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
    await Promise.all(nodes.map((node) => node.call('FUNCTION', 'LOAD', 'REPLACE', library)));
    return call();
  }
}
