import type { SqlDatabase } from '@ag06/postgres';
import { openPreparedDatabase } from '@ag06/postgres/testing';
import { expect, it } from '@jest/globals';
import { migrateStore } from './migrate.ts';
import { StoredSize } from './stored-size.ts';

const MIB = 2 ** 20;

/** Asks anew: an instance remembers its answer. */
const sizeOf = async (database: SqlDatabase): Promise<number> =>
  (await new StoredSize(database).read()) ?? Number.NaN;

it('StoredSize grows with rows, and shrinks when they are deleted and vacuumed, though the files keep their size', async () => {
  const database = await openPreparedDatabase('store', migrateStore);
  const empty = await sizeOf(database);
  await database.query('CREATE TABLE ag06.filled (id int PRIMARY KEY, text text)');
  // Every third row has a value that goes to the side table.
  await database.query(`INSERT INTO ag06.filled SELECT n, (SELECT string_agg(md5((n * 1000 + m)::text), '')
    FROM generate_series(1, CASE WHEN n % 3 = 0 THEN 200 ELSE 10 END) AS m) FROM generate_series(1, 3000) AS n`);
  const full = await sizeOf(database);
  expect(full - empty).toBeGreaterThan(7 * MIB);
  await database.query('VACUUM ANALYZE ag06.filled');
  const known = await sizeOf(database);
  expect(known).toBeGreaterThan(0.9 * full);
  expect(known).toBeLessThanOrEqual(full);
  // The last rows stay, so the files cannot be cut.
  await database.query('DELETE FROM ag06.filled WHERE id < 2900');
  await database.query('VACUUM ANALYZE ag06.filled');
  expect((await sizeOf(database)) - empty).toBeLessThan(1.5 * MIB);
  const { rows } = await database.query(`SELECT pg_total_relation_size('ag06.filled') AS bytes`);
  expect(Number(rows[0]?.bytes)).toBeGreaterThan(5 * MIB);
  await database.close();
}, 60_000);

it('StoredSize asks once in ten seconds, however often it is read', async () => {
  let asked = 0;
  const query = async () => {
    asked++;
    return { rows: [{ used: 7.4 }] };
  };
  const size = new StoredSize({ query } as unknown as SqlDatabase);
  expect([await size.read(), await size.read(), asked]).toEqual([7, 7, 1]);
});
