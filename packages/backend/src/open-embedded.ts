import { migrateQueues, QUEUE_SCHEMA } from '@ag06/broker';
import { openEmbeddedDatabase } from '@ag06/postgres';
import { migrateStore } from '@ag06/store-postgres';
import type { Backend, BackendOptions } from './backend.ts';
import { emptyDatabaseFile } from './empty-database-file.ts';
import { judgePostgresError } from './judge-postgres-error.ts';
import { insistOnProof } from './prove-backend.ts';
import { toPostgresBackend } from './to-postgres-backend.ts';

/** Opens an embedded database. Migrates it at every start, because no other process uses it. */
export async function openEmbedded(folder: string | undefined, options: BackendOptions): Promise<Backend> {
  const database = await openEmbeddedDatabase({ folder, schema: QUEUE_SCHEMA, dump: emptyDatabaseFile() });
  try {
    await migrateQueues(database);
    await migrateStore(database);
    const backend = toPostgresBackend(database, undefined, options);
    await insistOnProof(backend, judgePostgresError, options);
    return backend;
  } catch (error) {
    await database.close();
    throw error;
  }
}
