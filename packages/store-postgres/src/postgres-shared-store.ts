import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  readCount,
  readText,
  type SharedDocument,
  type SharedGuard,
  type SharedKind,
  type SharedStore,
} from '@ag06/store';
import { toStoreError } from './to-store-error.ts';

const CHANNEL = 'ag06_shared';
const COLUMNS = 'name, version, changed_at, document';

/** Shared documents: a table, and notifications of its changes. */
export class PostgresSharedStore implements SharedStore {
  readonly #database: SqlDatabase;
  readonly #stops = new Set<() => void>();

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async load(kind: SharedKind, name: string): Promise<SharedDocument | undefined> {
    const text = `SELECT ${COLUMNS} FROM ag06.shared WHERE kind = $1 AND name = $2`;
    return (await this.#query(text, [kind, name])).map(toDocument)[0];
  }

  async list(kind: SharedKind): Promise<readonly SharedDocument[]> {
    const text = `SELECT ${COLUMNS} FROM ag06.shared WHERE kind = $1 ORDER BY name`;
    return (await this.#query(text, [kind])).map(toDocument);
  }

  async swap(
    kind: SharedKind,
    name: string,
    expected: number,
    text: string,
    guard?: SharedGuard,
  ): Promise<boolean> {
    const params = [kind, name, expected, text];
    const rows =
      guard === undefined
        ? await this.#query('SELECT ag06.swap_shared($1, $2, $3, $4) AS stands', params)
        : await this.#query('SELECT ag06.swap_shared($1, $2, $3, $4, $5, $6, $7) AS stands', [
            ...params,
            guard.kind,
            guard.name,
            guard.version,
          ]);
    return rows[0]?.stands === true;
  }

  async remove(kind: SharedKind, name: string, expected: number): Promise<boolean> {
    const rows = await this.#query(
      `WITH gone AS (DELETE FROM ag06.shared WHERE kind = $1 AND name = $2 AND version = $3)
      SELECT NOT EXISTS (SELECT FROM ag06.shared WHERE kind = $1 AND name = $2 AND version <> $3) AS is_gone`,
      [kind, name, expected],
    );
    return rows[0]?.is_gone === true;
  }

  async watch(
    kind: SharedKind,
    listener: (name: string) => void,
    onLost: () => void = () => {},
  ): Promise<() => Promise<void>> {
    const prefix = `${kind} `;
    const stop = this.#database.onNotification({
      onNotification: (channel, payload) => {
        if (channel === CHANNEL && payload.startsWith(prefix)) listener(payload.slice(prefix.length));
      },
      onLost: () => onLost(),
    });
    this.#stops.add(stop);
    await this.#database.listen(CHANNEL);
    return async () => {
      stop();
      this.#stops.delete(stop);
    };
  }

  /** May be called twice. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#stops.clear();
  }

  async #query(text: string, params: readonly unknown[]): Promise<readonly SqlRow[]> {
    try {
      return (await this.#database.query(text, params)).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

const toDocument = ({ name, version, changed_at, document }: SqlRow): SharedDocument => ({
  name: readText('name', name),
  version: readCount('version', version),
  changedAt: readCount('changed_at', changed_at),
  text: readText('document', document),
});
