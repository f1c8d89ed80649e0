import type { SqlDatabase } from '@ag06/postgres';
import { SOUND_STORE, type StoreCondition } from '@ag06/store';
import type { StoredSize } from './stored-size.ts';

/** PostgreSQL has no memory limit and no eviction. It may refuse writes, as a standby or by its settings. */
export async function inspectPostgres(database: SqlDatabase, size: StoredSize): Promise<StoreCondition> {
  const { rows } = await database.query(
    `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS is_read_only`,
  );
  const condition = { ...SOUND_STORE, usedBytes: await size.read() };
  if (rows[0]?.is_read_only !== true) return condition;
  return { ...condition, saveFailure: 'the database is read-only' };
}
