import type { Redis } from 'ioredis';
import { LIBRARY } from './lua/library.ts';

/**
 * Calls a function of our library, which is loaded where it is missing: on a new Redis, after an upgrade, after FUNCTION
 * FLUSH. Redis keeps it in its files and gives it to its replicas.
 */
export async function withLibrary<T>(redis: Redis, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('Function not found'))) throw error;
    await redis.call('FUNCTION', 'LOAD', 'REPLACE', LIBRARY);
    return call();
  }
}
