import { createBullBroker, createRedisConnection } from '@ag06/broker';
import { checkRedis, createRedisStore } from '@ag06/store-redis';
import type { Backend, BackendOptions } from './backend.ts';
import { createWatching } from './keeper/watching.ts';

/** BullMQ's own. */
const BULL_PREFIX = 'bull';

export async function openRedis(url: string, options: BackendOptions): Promise<Backend> {
  const { onError, partitions = 1, watchdogMs, durability = 'everysec', say = () => {} } = options;
  const commands = createRedisConnection(url, 'store', onError);
  const queues = createRedisConnection(url, 'worker', onError);
  let openings = 0;
  queues.on('ready', () => {
    openings++;
  });
  const disconnect = () => {
    commands.disconnect();
    queues.disconnect();
  };
  try {
    await checkRedis(commands, { durability, say });
    const store = createRedisStore({
      redis: commands,
      partitions,
      ...(watchdogMs !== undefined && { watchdogMs }),
    });
    await store.checkSchema();
    const watching = createWatching({ kind: 'redis', url, prefix: BULL_PREFIX }, options);
    const broker = createBullBroker({ connection: queues, prefix: BULL_PREFIX, ...watching.ofBroker });
    return {
      kind: 'redis',
      canDiverge: commands.isCluster,
      store,
      broker,
      reconnects: () => Math.max(0, openings - 1),
      watchWorker: watching.watchWorker,
      isUp: () => commands.status === 'ready',
      close: async () => {
        await watching.stop();
        await broker.close();
        await store.close();
        disconnect();
      },
    };
  } catch (error) {
    disconnect();
    throw error;
  }
}
