import {
  createPostgresLockExtender,
  createRedisConnection,
  createRedisLockExtender,
  type ExtendLocks,
} from '@ag06/broker/locks';
import type { WorkerRecord } from '@ag06/store';
import type { KeeperWay } from './keeper-task.ts';

/** One connection of the thread's own. */
export interface OpenWay {
  readonly extend: ExtendLocks;
  readonly registerWorker: (worker: WorkerRecord) => Promise<void>;
  close(): Promise<void>;
}

/** Opens the keeper's own connection to store and queues. Loads only the adapter that is needed. */
export async function openKeeperWay(
  way: KeeperWay,
  lockMs: number,
  onError: (error: Error) => void,
): Promise<OpenWay> {
  if (way.kind === 'redis') {
    const { globalKeys, registerWorker } = await import('@ag06/store-redis/register-worker');
    const redis = createRedisConnection(way.url, 'store', onError);
    return {
      extend: createRedisLockExtender(redis, way.names.queueKeys, lockMs),
      registerWorker: (worker) => registerWorker(redis, globalKeys(way.names.keys), worker),
      close: async () => redis.disconnect(),
    };
  }
  const [{ openFleetDatabase }, { registerWorker }] = await Promise.all([
    import('../open-fleet-database.ts'),
    import('@ag06/store-postgres/register-worker'),
  ]);
  const options = { url: way.url, onError, maxConnections: 1, isListening: false };
  const database = await openFleetDatabase(way.names, options);
  return {
    extend: createPostgresLockExtender(database, lockMs),
    registerWorker: (worker) => registerWorker(database, worker),
    close: () => database.close(),
  };
}
