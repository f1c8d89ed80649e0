import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  type ListedSchedule,
  type LoadedSchedule,
  readCount,
  readFlag,
  readOptional,
  readText,
  type SaveSchedule,
  type ScheduleStore,
} from '@ag06/store';
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
    const version = readOptional(readCount, 'version', row?.version);
    const found = version === undefined ? undefined : { version, text: readText('document', row?.document) };
    return { now: readCount('now', row?.now), found };
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
    return readOptional(readCount, 'version', rows[0]?.version);
  }

  async wake(tenant: string, name: string, expected: number, wakeAt: number | undefined): Promise<boolean> {
    const params = [tenant, name, expected, wakeAt ?? null];
    const rows = await this.#query('SELECT ag06.rewake_schedule($1, $2, $3, $4) AS stands', params);
    return readFlag('stands', rows[0]?.stands);
  }

  async remove(tenant: string, name: string, expected: number): Promise<boolean> {
    const rows = await this.#query('SELECT ag06.remove_schedule($1, $2, $3) AS "isGone"', [
      tenant,
      name,
      expected,
    ]);
    return readFlag('isGone', rows[0]?.isGone);
  }

  async list(tenant: string, after: string | undefined, limit: number): Promise<readonly ListedSchedule[]> {
    const rows = await this.#query(
      `SELECT name, version, document AS text FROM ag06.schedules
      WHERE tenant = $1 AND name > $2 ORDER BY name LIMIT $3`,
      [tenant, after ?? '', limit],
    );
    return rows.map(({ name, version, text }) => ({
      name: readText('name', name),
      version: readCount('version', version),
      text: readText('text', text),
    }));
  }

  async count(tenant: string): Promise<number> {
    const rows = await this.#query('SELECT count(*) AS count FROM ag06.schedules WHERE tenant = $1', [
      tenant,
    ]);
    return readCount('count', rows[0]?.count);
  }

  async #query(text: string, params: readonly unknown[]): Promise<readonly SqlRow[]> {
    try {
      return (await this.#database.query(text, params)).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  }
}
