import { openBlankDatabase } from '@ag06/postgres/testing';
import {
  describeEquivalence,
  describeReads,
  describeStore,
  type MeasuredStore,
} from '@ag06/store/conformance';
import { afterAll, beforeAll } from '@jest/globals';
import { countBytes } from './fixtures/count-bytes.ts';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

/** One database for all suites, because each looks at its own runs alone, and a database costs seconds. */
let database: Awaited<ReturnType<typeof openBlankDatabase>>;
let under: MeasuredStore;
beforeAll(async () => {
  database = await openBlankDatabase();
  await migrateStore(database);
  const counted = countBytes(database);
  const store = createPostgresStore({ database: counted.database });
  await store.checkSchema();
  under = { store, bytesRead: counted.bytesRead, stop: async () => {} };
});
afterAll(async () => {
  await under.store.close();
  await database.close();
});
const opened = async (): Promise<MeasuredStore> => under;

describeReads('reads of a store in an embedded PostgreSQL', opened);
// As many as on a server, which has the same functions.
describeEquivalence('the store in an embedded PostgreSQL beside the reference', opened, { cases: 60 });
describeStore('the store in an embedded PostgreSQL', opened);
