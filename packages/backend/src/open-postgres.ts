import { checkQueues, QUEUE_SCHEMA } from '@ag06/broker';
import { openServerDatabase } from '@ag06/postgres';
import type { Backend, BackendOptions } from './backend.ts';
import { toPostgresBackend } from './to-postgres-backend.ts';

export async function openPostgres(url: string, options: BackendOptions): Promise<Backend> {
  const { onError, maxConnections } = options;
  const database = await openServerDatabase({ url, schema: QUEUE_SCHEMA, onError, maxConnections });
  try {
    const backend = toPostgresBackend('postgres', database, options);
    await backend.store.checkSchema();
    await checkQueues(database);
    return backend;
  } catch (error) {
    await database.close();
    throw error;
  }
}
