import { openPreparedDatabase } from '@ag06/postgres/testing';
import { createPostgresStore, migrateStore } from '@ag06/store-postgres';
import type { MovedStore } from './schedule-play.ts';

/** The one function by which the store reads the clock, as the test has it. */
const MOVED = `
CREATE TABLE ag06.test_clock (now bigint);
INSERT INTO ag06.test_clock VALUES (0);
CREATE OR REPLACE FUNCTION ag06.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT now FROM ag06.test_clock';
`;

/** A store in PostgreSQL. */
export async function openMovedPostgres(): Promise<MovedStore & AsyncDisposable> {
  const database = await openPreparedDatabase('store', migrateStore);
  await database.query(MOVED);
  const store = createPostgresStore({ database });
  await store.checkSchema();
  return {
    store,
    moveTo: async (moment) => void (await database.query('UPDATE ag06.test_clock SET now = $1', [moment])),
    async [Symbol.asyncDispose]() {
      await store.close();
      await database.close();
    },
  };
}
