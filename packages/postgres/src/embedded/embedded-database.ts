import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import type { Database, NotificationSubscriber, SqlResult, SqlSession } from '../sql-database.ts';
import { Housekeeping } from './housekeeping.ts';

/** PostgreSQL inside of this process: one session, which everything shares. */
export class EmbeddedDatabase implements Database {
  readonly #pglite: PGlite;
  readonly #onClosed: () => void;
  readonly #listening = new Map<string, Promise<unknown>>();
  readonly #housekeeping = new Housekeeping(this);
  /** Resolves when all earlier statements are answered. */
  #last: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(pglite: PGlite, onClosed: () => void) {
    this.#pglite = pglite;
    this.#onClosed = onClosed;
    this.#housekeeping.start();
  }

  isUp(): boolean {
    return this.#closed === undefined;
  }

  /**
   * Runs one statement. Begins each in a turn of its own, because PGlite answers in microtasks, and timers and sockets
   * would wait.
   */
  query(text: string, params?: readonly unknown[]): Promise<SqlResult> {
    const answer = this.#last.then(() => nextTurn()).then(() => this.#answer(text, params));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #answer(text: string, params?: readonly unknown[]): Promise<SqlResult> {
    if (params === undefined) return { rows: (await this.#pglite.exec(text)).at(-1)?.rows ?? [] };
    return this.#pglite.query(text, [...params]);
  }

  async listen(channel: string): Promise<void> {
    const listening = this.#listening.get(channel) ?? this.#pglite.exec(`LISTEN "${channel}"`);
    this.#listening.set(channel, listening);
    await listening;
  }

  onNotification({ onNotification }: NotificationSubscriber): () => void {
    return this.#pglite.onNotification(onNotification);
  }

  /** Statements of others may come between its own: it is for the start, when nobody else is there. */
  withSession<T>(use: (session: SqlSession) => Promise<T>): Promise<T> {
    return use(this);
  }

  /** Returns the whole database as one compressed file. */
  dump(): Promise<Blob> {
    return this.#pglite.dumpDataDir('gzip');
  }

  close(): Promise<void> {
    this.#housekeeping.stop();
    this.#closed ??= this.#pglite.close().finally(this.#onClosed);
    return this.#closed;
  }
}
