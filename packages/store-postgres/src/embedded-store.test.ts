import { openBlankDatabase } from '@ag06/postgres/testing';
import {
  describeEquivalence,
  describeReads,
  describeStore,
  type MeasuredStore,
} from '@ag06/store/conformance';
import { countBytes } from './fixtures/count-bytes.ts';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

async function createEmbedded(): Promise<MeasuredStore> {
  const database = await openBlankDatabase();
  await migrateStore(database);
  const counted = countBytes(database);
  const store = createPostgresStore({ database: counted.database });
  await store.checkSchema();
  return {
    store,
    bytesRead: counted.bytesRead,
    stop: async () => {
      await store.close();
      await database.close();
    },
  };
}

describeStore('the store in an embedded PostgreSQL', createEmbedded);
describeReads('reads of a store in an embedded PostgreSQL', createEmbedded);
// As many as on a server, which has the same functions.
describeEquivalence('the store in an embedded PostgreSQL beside the reference', createEmbedded, {
  cases: 60,
});
