import { createPostgresBroker } from '@ag06/broker';
import type { Database } from '@ag06/postgres';
import { createPostgresStore } from '@ag06/store-postgres';
import type { Backend, BackendOptions } from './backend.ts';

/** Store and queues in one database, which is closed with them. */
export function toPostgresBackend(
  kind: 'postgres' | 'embedded',
  database: Database,
  { watchdogMs }: BackendOptions,
): Backend {
  const store = createPostgresStore({ database, ...(watchdogMs !== undefined && { watchdogMs }) });
  const broker = createPostgresBroker({ database });
  let reconnects = 0;
  database.onNotification({
    onNotification: () => {},
    onLost: () => {
      reconnects++;
    },
  });
  return {
    kind,
    canDiverge: false,
    store,
    broker,
    reconnects: () => reconnects,
    isUp: () => database.isUp(),
    close: async () => {
      await broker.close();
      await store.close();
      await database.close();
    },
  };
}
