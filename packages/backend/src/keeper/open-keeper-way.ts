import {
  createPostgresLockExtender,
  createRedisConnection,
  createRedisLockExtender,
  type ExtendLocks,
  QUEUE_SCHEMA,
} from '@ag06/broker/locks';
import type { FleetStore } from '@ag06/store';
import type { KeeperWay } from './keeper-task.ts';

/** One connection of the thread's own. */
export interface OpenWay {
  readonly extend: ExtendLocks;
  readonly fleet: Pick<FleetStore, 'registerWorker'>;
  close(): Promise<void>;
}

/** Only the adapter that is asked for is loaded. */
export async function openKeeperWay(
  way: KeeperWay,
  lockMs: number,
  onError: (error: Error) => void,
): Promise<OpenWay> {
  if (way.kind === 'redis') {
    const { RedisFleetStore } = await import('@ag06/store-redis/fleet');
    const redis = createRedisConnection(way.url, 'store', onError);
    return {
      extend: createRedisLockExtender(redis, way.prefix, lockMs),
      fleet: new RedisFleetStore(redis),
      close: async () => redis.disconnect(),
    };
  }
  const [{ openServerDatabase }, { PostgresFleetStore }] = await Promise.all([
    import('@ag06/postgres'),
    import('@ag06/store-postgres/fleet'),
  ]);
  const database = await openServerDatabase({
    ...{ url: way.url, schema: QUEUE_SCHEMA, onError, maxConnections: 1, isListening: false },
  });
  return {
    extend: createPostgresLockExtender(database, lockMs),
    fleet: new PostgresFleetStore(database),
    close: () => database.close(),
  };
}
