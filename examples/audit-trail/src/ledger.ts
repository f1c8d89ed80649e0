import { DatabaseSync } from 'node:sqlite';
import type { Delivered } from '@ag06/client';

interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly cents: number;
}

/** Balances of accounts in a file. An event changes them once, however often it is delivered. */
export class Ledger implements Disposable {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(`
      CREATE TABLE IF NOT EXISTS balances (account TEXT PRIMARY KEY, cents INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS taken (incarnation INTEGER, position INTEGER, PRIMARY KEY (incarnation, position));
    `);
  }

  /** Returns false if it has the event already. The balances and the event's place change together, or not at all. */
  take({ incarnation, position, data }: Pick<Delivered, 'incarnation' | 'position' | 'data'>): boolean {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const isNew = this.#mark(incarnation, position);
      if (isNew) this.#move(data as unknown as Transfer);
      this.#database.exec('COMMIT');
      return isNew;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  balances(): Readonly<Record<string, number>> {
    const rows = this.#database.prepare('SELECT account, cents FROM balances ORDER BY account').all();
    return Object.fromEntries(rows.map(({ account, cents }) => [String(account), Number(cents)]));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #mark(incarnation: number, position: number): boolean {
    const insert = this.#database.prepare('INSERT OR IGNORE INTO taken VALUES (?, ?)');
    return insert.run(incarnation, position).changes > 0;
  }

  #move({ from, to, cents }: Transfer): void {
    const add = this.#database.prepare(
      'INSERT INTO balances VALUES (?, ?) ON CONFLICT DO UPDATE SET cents = cents + excluded.cents',
    );
    add.run(from, -cents);
    add.run(to, cents);
  }
}
