import { describeEquivalence, describeStore, type StoreUnderTest } from '@ag06/store/conformance';
import { PGlite } from '@electric-sql/pglite';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';
import { toDatabase } from './testing/embedded-database.ts';

async function createEmbedded(): Promise<StoreUnderTest> {
  const pglite = await PGlite.create();
  const database = toDatabase(pglite);
  await migrateStore(database);
  const store = createPostgresStore({ database });
  await store.checkSchema();
  return {
    store,
    stop: async () => {
      await store.close();
      await pglite.close();
    },
  };
}

describeStore('the store in an embedded PostgreSQL', createEmbedded);
describeEquivalence('the store in an embedded PostgreSQL beside the reference', createEmbedded, 150);
