import type { Database, NotificationSubscriber, SqlResult, SqlSession } from './sql-database.ts';

/**
 * Returns a database that replaces schema names in statements, for several fleets on one server. In a statement a name
 * stands alone or begins the name of a channel (`ag06.runs`, `ag06_ended`). Values are parameters and do not change.
 *
 * @param names the actual schema, by the one that statements name
 */
export function renameSchemas(database: Database, names: ReadonlyMap<string, string>): Database {
  return names.size === 0 ? database : new RenamedDatabase(database, names);
}

class RenamedDatabase implements Database {
  readonly #database: Database;
  readonly #names: ReadonlyMap<string, string>;
  readonly #pattern: RegExp;
  /** Our name of each channel that is listened to. */
  readonly #channels = new Map<string, string>();

  constructor(database: Database, names: ReadonlyMap<string, string>) {
    this.#database = database;
    this.#names = names;
    // BullMQ's channels are not in its schema: they have one name for all.
    this.#pattern = new RegExp(
      `\\b(?:(?:${[...names.keys()].join('|')})\\b|ag06(?=_ended\\b|_shared\\b))`,
      'g',
    );
  }

  query(text: string, params?: readonly unknown[]): Promise<SqlResult> {
    return this.#database.query(this.#rename(text), params);
  }

  async listen(channel: string): Promise<void> {
    const renamed = this.#rename(channel);
    this.#channels.set(renamed, channel);
    await this.#database.listen(renamed);
  }

  onNotification({ onNotification, onLost }: NotificationSubscriber): () => void {
    return this.#database.onNotification({
      onNotification: (channel, payload) => onNotification(this.#channels.get(channel) ?? channel, payload),
      onLost,
    });
  }

  isUp(): boolean {
    return this.#database.isUp();
  }

  withSession<T>(use: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.#database.withSession((session) =>
      use({ query: (text, params) => session.query(this.#rename(text), params) }),
    );
  }

  close(withinMs?: number): Promise<void> {
    return this.#database.close(withinMs);
  }

  #rename(text: string): string {
    return text.replace(this.#pattern, (name) => this.#names.get(name) ?? name);
  }
}
