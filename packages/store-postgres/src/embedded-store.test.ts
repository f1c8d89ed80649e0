import { openEmbeddedDatabase } from '@ag06/postgres';
import { describeEquivalence, describeStore, type StoreUnderTest } from '@ag06/store/conformance';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

async function createEmbedded(): Promise<StoreUnderTest> {
  const database = await openEmbeddedDatabase({ folder: undefined });
  await migrateStore(database);
  const store = createPostgresStore({ database });
  await store.checkSchema();
  return {
    store,
    stop: async () => {
      await store.close();
      await database.close();
    },
  };
}

describeStore('the store in an embedded PostgreSQL', createEmbedded);
describeEquivalence('the store in an embedded PostgreSQL beside the reference', createEmbedded, 150);
