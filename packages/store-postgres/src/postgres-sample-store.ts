import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  readCount,
  readText,
  SAMPLE_BOUNDS,
  type SampleBounds,
  type SampleStore,
  type StoredBatch,
} from '@ag06/store';
import { toStoreError } from './to-store-error.ts';

const CURSOR = /^\d{1,18}$/;
/** The most batches removed by one statement. */
const TRIM_AT_ONCE = 500;

/** A table of batches, whose ids are the cursors. */
export class PostgresSampleStore implements SampleStore {
  readonly #database: SqlDatabase;
  readonly #bounds: SampleBounds;

  constructor(database: SqlDatabase, bounds = SAMPLE_BOUNDS) {
    this.#database = database;
    this.#bounds = bounds;
  }

  async append(text: string): Promise<void> {
    const { maxBytes, maxBatches } = this.#bounds;
    await this.#query('SELECT ag06.append_samples($1, $2, $3)', [text, maxBytes, maxBatches]);
  }

  async read(after: string | undefined, limit: number): Promise<readonly StoredBatch[]> {
    const from = after !== undefined && CURSOR.test(after) ? after : '0';
    const text = 'SELECT id, at, batch FROM ag06.samples WHERE id > $1 ORDER BY id LIMIT $2';
    const rows = await this.#query(text, [from, limit]);
    return rows.map(({ id, at, batch }) => ({
      cursor: String(id),
      at: readCount('at', at),
      text: readText('batch', batch),
    }));
  }

  async trim(upto: string): Promise<void> {
    if (!CURSOR.test(upto)) return;
    for (;;) {
      const [row] = await this.#query('SELECT ag06.trim_samples($1, $2) AS removed', [upto, TRIM_AT_ONCE]);
      if (Number(row?.removed) < TRIM_AT_ONCE) return;
    }
  }

  async #query(text: string, params: readonly unknown[]): Promise<readonly SqlRow[]> {
    try {
      return (await this.#database.query(text, params)).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  }
}
