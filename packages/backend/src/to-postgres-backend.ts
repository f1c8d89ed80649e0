import { createPostgresBroker } from '@ag06/broker';
import type { Database } from '@ag06/postgres';
import { createPostgresStore } from '@ag06/store-postgres';
import type { Backend, BackendOptions } from './backend.ts';
import { closeInOrder } from './close-in-order.ts';
import { toFleetNames } from './fleet-names.ts';
import { createWatching } from './keeper/watching.ts';

/**
 * Returns store and queues in one database, which is closed with them.
 *
 * @param url of the server; undefined if the database is in this process
 */
export function toPostgresBackend(
  database: Database,
  url: string | undefined,
  options: BackendOptions,
): Backend {
  const { watchdogMs } = options;
  const names = toFleetNames(url === undefined ? undefined : options.prefix);
  const watching = createWatching(url === undefined ? undefined : { kind: 'postgres', url, names }, options);
  const store = createPostgresStore({ database, ...(watchdogMs !== undefined && { watchdogMs }) });
  const broker = createPostgresBroker({
    database,
    isOnlyProcess: url === undefined,
    schema: names.queueSchema,
    ...watching.ofBroker,
  });
  let reconnects = 0;
  database.onNotification({
    onNotification: () => {},
    onLost: () => {
      reconnects++;
    },
  });
  return {
    kind: url === undefined ? 'embedded' : 'postgres',
    canDiverge: false,
    store,
    broker,
    reconnects: () => reconnects,
    watchWorker: watching.watchWorker,
    isUp: () => database.isUp(),
    close: async (withinMs) => {
      await closeInOrder({ watching, broker, store }, withinMs);
      await database.close(withinMs);
    },
  };
}
