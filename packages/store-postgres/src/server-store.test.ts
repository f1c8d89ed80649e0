import { openServerDatabase } from '@ag06/postgres';
import { describeEquivalence, describeStore, type StoreUnderTest } from '@ag06/store/conformance';
import { startPostgres } from '@ag06/test-support';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

async function createOnServer(): Promise<StoreUnderTest> {
  const server = await startPostgres();
  const database = await openServerDatabase({ url: server.url, onError: () => {} });
  await migrateStore(database);
  const store = createPostgresStore({ database });
  await store.checkSchema();
  return {
    store,
    stop: async () => {
      await store.close();
      await database.close();
      await server.stop();
    },
  };
}

describeStore('the store in a PostgreSQL server', createOnServer);
describeEquivalence('the store in a PostgreSQL server beside the reference', createOnServer, 60);
