import { checkQueues, onceASecond, QUEUE_SCHEMA } from '@ag06/broker';
import { openServerDatabase } from '@ag06/postgres';
import type { Backend, BackendOptions } from './backend.ts';
import { toPostgresBackend } from './to-postgres-backend.ts';

export async function openPostgres(url: string, options: BackendOptions): Promise<Backend> {
  const { maxConnections } = options;
  // Every statement that waits for a server that is away would report it.
  const onError = onceASecond(options.onError);
  if ((options.partitions ?? 1) !== 1)
    options.say?.('AG06_PARTITIONS means nothing here: PostgreSQL has no partitions.');
  const database = await openServerDatabase({ url, schema: QUEUE_SCHEMA, onError, maxConnections });
  try {
    const backend = toPostgresBackend(database, url, options);
    await backend.store.checkSchema();
    await checkQueues(database);
    return backend;
  } catch (error) {
    await database.close();
    throw error;
  }
}
