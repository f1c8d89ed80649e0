import type { SqlDatabase } from '@ag06/postgres';
import type { ListedSchedule, LoadedSchedule, SaveSchedule, ScheduleStore } from '@ag06/store';
import { toStoreError } from './to-store-error.ts';

/** A row for each schedule. */
export class PostgresScheduleStore implements ScheduleStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async load(tenant: string, name: string): Promise<LoadedSchedule> {
    const [row] = await this.#query(
      `SELECT ag06.now_ms() AS now, s.version, s.document FROM (VALUES (1)) AS one
      LEFT JOIN ag06.schedules s ON s.tenant = $1 AND s.name = $2`,
      [tenant, name],
    );
    const found = row.version === null ? undefined : { version: Number(row.version), text: row.document };
    return { now: Number(row.now), found };
  }

  async save(
    tenant: string,
    name: string,
    { expected, text, wakeAt }: SaveSchedule,
  ): Promise<number | undefined> {
    const rows = await this.#query('SELECT ag06.save_schedule($1, $2, $3, $4, $5) AS version', [
      tenant,
      name,
      expected,
      text,
      wakeAt ?? null,
    ]);
    const { version } = rows[0];
    return version === null ? undefined : Number(version);
  }

  async wake(tenant: string, name: string, expected: number, wakeAt: number | undefined): Promise<boolean> {
    const params = [tenant, name, expected, wakeAt ?? null];
    const rows = await this.#query('SELECT ag06.rewake_schedule($1, $2, $3, $4) AS stands', params);
    return rows[0].stands;
  }

  async remove(tenant: string, name: string, expected: number): Promise<boolean> {
    const rows = await this.#query('SELECT ag06.remove_schedule($1, $2, $3) AS "isGone"', [
      tenant,
      name,
      expected,
    ]);
    return rows[0].isGone;
  }

  async list(tenant: string, after: string | undefined, limit: number): Promise<readonly ListedSchedule[]> {
    const rows = await this.#query(
      `SELECT name, version, document AS text FROM ag06.schedules
      WHERE tenant = $1 AND name > $2 ORDER BY name LIMIT $3`,
      [tenant, after ?? '', limit],
    );
    return rows.map(({ name, version, text }) => ({ name, version: Number(version), text }));
  }

  async count(tenant: string): Promise<number> {
    const rows = await this.#query('SELECT count(*) AS count FROM ag06.schedules WHERE tenant = $1', [
      tenant,
    ]);
    return Number(rows[0].count);
  }

  // biome-ignore lint/suspicious/noExplicitAny: what a statement returns is known where it is written
  async #query(text: string, params: readonly unknown[]): Promise<any[]> {
    try {
      return (await this.#database.query(text, params)).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  }
}
