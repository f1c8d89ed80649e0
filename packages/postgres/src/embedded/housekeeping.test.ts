import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openBlankDatabase } from '../testing/index.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { Housekeeping } from './housekeeping.ts';

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await openBlankDatabase();
}, 60_000);
afterAll(() => database.close());

const numberOf = async (expression: string): Promise<number> =>
  Number((await database.query(`SELECT ${expression} AS n`)).rows[0]?.n);

it('housekeeping gives back the room of old rows and bounds the log, once enough was written', async () => {
  const housekeeping = new Housekeeping(database, 2 ** 20);
  await database.query('CREATE TABLE t (x text); CHECKPOINT');
  expect(await housekeeping.tidyIfDue()).toBe(false);
  await database.query(`INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 2000)`);
  await database.query('DELETE FROM t');
  expect(await numberOf(`pg_relation_size('t')`)).toBeGreaterThan(2 ** 20);
  expect(await housekeeping.tidyIfDue()).toBe(true);
  expect(await numberOf(`pg_relation_size('t')`)).toBe(0);
  expect(await numberOf('pg_current_wal_lsn() - (pg_control_checkpoint()).redo_lsn')).toBeLessThan(2 ** 20);
  expect(await housekeeping.tidyIfDue()).toBe(false);
});
