import { QUEUE_SCHEMA } from '@ag06/broker/locks';
import { type Database, openServerDatabase, renameSchemas, type ServerDatabaseOptions } from '@ag06/postgres';
import { type FleetNames, toFleetNames } from './fleet-names.ts';

/** The schemas that our statements name. */
const NAMED = { store: toFleetNames().storeSchema, queues: QUEUE_SCHEMA };

/** Opens a PostgreSQL server for one fleet: its statements find the schemas of that fleet. */
export async function openFleetDatabase(
  names: FleetNames,
  options: Omit<ServerDatabaseOptions, 'schema'>,
): Promise<Database> {
  const database = await openServerDatabase({ ...options, schema: names.queueSchema });
  const renamed = new Map([
    [NAMED.store, names.storeSchema],
    [NAMED.queues, names.queueSchema],
  ]);
  return renameSchemas(database, names.storeSchema === NAMED.store ? new Map() : renamed);
}
