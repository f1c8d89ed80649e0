import { createBullBroker, createRedisConnection } from '@ag06/broker';
import { untilTaken } from '@ag06/store';
import { checkRedis, createRedisStore, judgeConnectionError } from '@ag06/store-redis';
import type { Backend, BackendOptions } from './backend.ts';
import { closeInOrder } from './close-in-order.ts';
import { closeOnAbort } from './close-on-abort.ts';
import { toFleetNames } from './fleet-names.ts';
import { createWatching } from './keeper/watching.ts';
import { insistOnProof } from './prove-backend.ts';

export async function openRedis(url: string, options: BackendOptions): Promise<Backend> {
  const {
    onError,
    partitions = 1,
    watchdogMs,
    durability = 'everysec',
    say = () => {},
    onRepeat,
    signal,
  } = options;
  const names = toFleetNames(options.prefix);
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
    await closeOnAbort(signal, disconnect, () =>
      checkRedis(commands, { durability, partitions, say, prefix: names.keys, signal }),
    );
    const store = createRedisStore({
      redis: commands,
      partitions,
      prefix: names.keys,
      ...(watchdogMs !== undefined && { watchdogMs }),
    });
    // A node may go, or the memory fill, between the checks and the first write.
    await untilTaken(() => store.checkSchema(), {
      say: ({ message }) => say(`waiting for the broker (${message})`),
      onRepeat,
      signal,
    });
    const watching = createWatching({ kind: 'redis', url, names }, options);
    const broker = createBullBroker({ connection: queues, prefix: names.queueKeys, ...watching.ofBroker });
    await insistOnProof({ store, broker }, judgeConnectionError, options);
    return {
      kind: 'redis',
      canDiverge: commands.isCluster,
      store,
      broker,
      reconnects: () => Math.max(0, openings - 1),
      watchWorker: watching.watchWorker,
      isUp: () => commands.status === 'ready',
      close: async (withinMs) => {
        await closeInOrder({ watching, broker, store }, withinMs);
        disconnect();
      },
    };
  } catch (error) {
    disconnect();
    throw error;
  }
}
