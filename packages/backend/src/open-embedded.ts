import { checkQueues, migrateQueues, QUEUE_SCHEMA } from '@ag06/broker';
import { type Database, openEmbeddedDatabase } from '@ag06/postgres';
import { checkSchema, hasTables, migrateStore } from '@ag06/store-postgres';
import type { Backend, BackendOptions } from './backend.ts';
import { emptyDatabaseFile } from './empty-database-file.ts';
import { judgePostgresError } from './judge-postgres-error.ts';
import { insistOnProof } from './prove-backend.ts';
import { toPostgresBackend } from './to-postgres-backend.ts';

/** Opens an embedded database. Migrates it at every start, because no other process uses it. */
export const openEmbedded = (folder: string | undefined, options: BackendOptions): Promise<Backend> =>
  openPrepared(folder, options, migrate);

/**
 * Opens an embedded database, and changes nothing in one of an older program.
 *
 * @throws StoreError STORE_SCHEMA_OLDER, Refusal QUEUES_NOT_MIGRATED
 */
export const openMigrated = (folder: string | undefined, options: BackendOptions): Promise<Backend> =>
  openPrepared(folder, options, async (database) => {
    if (!(await hasTables(database))) return migrate(database);
    await checkSchema(database);
    await checkQueues(database);
  });

async function migrate(database: Database): Promise<void> {
  await migrateQueues(database);
  await migrateStore(database);
}

async function openPrepared(
  folder: string | undefined,
  options: BackendOptions,
  prepare: (database: Database) => Promise<void>,
): Promise<Backend> {
  const database = await openEmbeddedDatabase({ folder, schema: QUEUE_SCHEMA, dump: emptyDatabaseFile() });
  try {
    await prepare(database);
    const backend = toPostgresBackend(database, undefined, options);
    await insistOnProof(backend, judgePostgresError, options);
    return backend;
  } catch (error) {
    await database.close();
    throw error;
  }
}
