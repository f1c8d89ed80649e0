import {
  createPostgresLockExtender,
  createRedisConnection,
  createRedisLockExtender,
  type ExtendLocks,
} from '@ag06/broker/locks';
import type { FleetStore } from '@ag06/store';
import type { KeeperWay } from './keeper-task.ts';

/** One connection of the thread's own. */
export interface OpenWay {
  readonly extend: ExtendLocks;
  readonly fleet: Pick<FleetStore, 'registerWorker'>;
  close(): Promise<void>;
}

/** Opens the keeper's own connection to store and queues. Loads only the adapter that is needed. */
export async function openKeeperWay(
  way: KeeperWay,
  lockMs: number,
  onError: (error: Error) => void,
): Promise<OpenWay> {
  if (way.kind === 'redis') {
    const { globalKeys, RedisFleetStore } = await import('@ag06/store-redis/fleet');
    const redis = createRedisConnection(way.url, 'store', onError);
    return {
      extend: createRedisLockExtender(redis, way.names.queueKeys, lockMs),
      fleet: new RedisFleetStore(redis, globalKeys(way.names.keys)),
      close: async () => redis.disconnect(),
    };
  }
  const [{ openFleetDatabase }, { PostgresFleetStore }] = await Promise.all([
    import('../open-fleet-database.ts'),
    import('@ag06/store-postgres/fleet'),
  ]);
  const options = { url: way.url, onError, maxConnections: 1, isListening: false };
  const database = await openFleetDatabase(way.names, options);
  return {
    extend: createPostgresLockExtender(database, lockMs),
    fleet: new PostgresFleetStore(database),
    close: () => database.close(),
  };
}
