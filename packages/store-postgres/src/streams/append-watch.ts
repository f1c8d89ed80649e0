import type { SqlDatabase } from '@ag06/postgres';
import { readCount } from '@ag06/store';

const EVERY_MS = 200;

interface Watched {
  readonly tenant: string;
  readonly stream: string;
  readonly listeners: Set<() => void>;
  /** The end of the stream when it was looked at last. */
  end: string;
}

/**
 * Looks at the ends of all watched streams in one query, while any is watched. A notification at each append would make
 * all commits of the database wait for each other.
 */
export class AppendWatch {
  readonly #database: SqlDatabase;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async watch(tenant: string, stream: string, listener: () => void): Promise<() => Promise<void>> {
    const key = JSON.stringify([tenant, stream]);
    const watched = this.#watched.get(key) ?? { tenant, stream, listeners: new Set(), end: '' };
    watched.listeners.add(listener);
    this.#watched.set(key, watched);
    if (watched.listeners.size === 1) await this.#look([watched]);
    this.#timer ??= setTimeout(() => void this.#lookAgain(), EVERY_MS).unref();
    return async () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0) this.#watched.delete(key);
    };
  }

  /** May be called twice. */
  close(): void {
    clearTimeout(this.#timer);
    this.#watched.clear();
  }

  async #lookAgain(): Promise<void> {
    for (const { listeners } of await this.#look([...this.#watched.values()]))
      for (const listener of listeners) listener();
    this.#timer =
      this.#watched.size === 0 ? undefined : setTimeout(() => void this.#lookAgain(), EVERY_MS).unref();
  }

  /** Returns those that have another end. None while the database is away: callers also read from time to time. */
  async #look(all: readonly Watched[]): Promise<readonly Watched[]> {
    try {
      const { rows } = await this.#database.query(
        `SELECT w.n, s.incarnation || '.' || s.last AS last
        FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w(tenant, stream, n)
        JOIN ag06.streams s ON s.tenant = w.tenant AND s.stream = w.stream AND NOT s.is_deleted`,
        [all.map(({ tenant }) => tenant), all.map(({ stream }) => stream)],
      );
      return rows.flatMap(({ n, last }) => {
        const watched = all[readCount('n', n) - 1];
        if (watched === undefined || watched.end === last) return [];
        watched.end = String(last);
        return [watched];
      });
    } catch {
      return [];
    }
  }
}
