import { randomBytes } from 'node:crypto';
import { parseDeadLetter, parseWorkerRecord } from '@ag06/contracts';
import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  type DeadLetter,
  type FleetStore,
  readCount,
  readText,
  type StoredDeadLetter,
  WANTED_AGENTS_MAX,
  type WorkerRecord,
} from '@ag06/store/fleet';
import { registerWorker } from './register-worker.ts';

const DEAD_LETTERS_MAX = 10_000;
/** A number that PostgreSQL has room for. */
const LETTER_ID = /^\d{1,18}$/;

function toLetter({ id, letter: text }: SqlRow): StoredDeadLetter[] {
  const letter = parseDeadLetter(readText('letter', text));
  return letter === undefined ? [] : [{ ...letter, id: String(id) }];
}
const toName = ({ name }: SqlRow): string => readText('name', name);

const GONE_AFTER_MS = 60_000;

/** Workers, agents, the epoch of priorities, leases and dead letters. */
export class PostgresFleetStore implements FleetStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  registerWorker(worker: WorkerRecord): Promise<void> {
    return registerWorker(this.#database, worker);
  }

  async removeWorker(id: string): Promise<void> {
    await this.#query('DELETE FROM ag06.workers WHERE id = $1', [id]);
  }

  async listWorkers(withinMs: number): Promise<readonly WorkerRecord[]> {
    await this.#query('DELETE FROM ag06.workers WHERE seen_at < ag06.now_ms() - $1::bigint', [
      withinMs + GONE_AFTER_MS,
    ]);
    const rows = await this.#query(
      'SELECT record, seen_at FROM ag06.workers WHERE seen_at >= ag06.now_ms() - $1::bigint ORDER BY id',
      [withinMs],
    );
    return rows.flatMap(({ record, seen_at }) => {
      const worker = parseWorkerRecord(readText('record', record));
      return worker === undefined ? [] : { ...worker, seenAt: readCount('seen_at', seen_at) };
    });
  }

  async listAgents(): Promise<readonly string[]> {
    return (await this.#query('SELECT name FROM ag06.agents ORDER BY name')).map(toName);
  }

  async noteAgents(agents: readonly string[]): Promise<void> {
    if (agents.length === 0) return;
    // Sorted, so that two transactions never wait for each other in a circle.
    await this.#query(
      `INSERT INTO ag06.wanted_agents SELECT name, ag06.now_ms() FROM unnest($1::text[]) AS name ORDER BY name
      ON CONFLICT (name) DO UPDATE SET noted_at = excluded.noted_at`,
      [[...new Set(agents)].sort()],
    );
    await this.#query(
      `DELETE FROM ag06.wanted_agents WHERE name IN (
        SELECT name FROM ag06.wanted_agents ORDER BY noted_at DESC, name DESC OFFSET $1 FOR UPDATE SKIP LOCKED
      )`,
      [WANTED_AGENTS_MAX],
    );
  }

  async listQueuedAgents(): Promise<readonly string[]> {
    const rows = await this.#query(
      'SELECT name FROM ag06.agents UNION SELECT name FROM ag06.wanted_agents ORDER BY name',
    );
    return rows.map(toName);
  }

  async loadEpoch(): Promise<number> {
    return readCount('epoch', await this.#loadSetting('epoch', String(await this.#now())));
  }

  async moveEpoch(expected: number, epoch: number): Promise<boolean> {
    const rows = await this.#query(
      `UPDATE ag06.settings SET value = $2 WHERE name = 'epoch' AND value = $1 RETURNING name`,
      [String(expected), String(epoch)],
    );
    return rows.length > 0;
  }

  loadSecret(): Promise<string> {
    return this.#loadSetting('secret', randomBytes(32).toString('hex'));
  }

  async acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    const rows = await this.#query(
      `INSERT INTO ag06.leases AS l VALUES ($1, $2, ag06.now_ms() + $3)
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
        WHERE l.holder = excluded.holder OR l.expires_at <= ag06.now_ms()
      RETURNING name`,
      [name, holder, ttlMs],
    );
    return rows.length > 0;
  }

  async addDeadLetter(letter: DeadLetter): Promise<void> {
    await this.#query(
      `WITH added AS (INSERT INTO ag06.dead_letters (letter) VALUES ($1) RETURNING id)
      DELETE FROM ag06.dead_letters d USING added WHERE d.id <= added.id - $2`,
      [JSON.stringify({ ...letter, at: await this.#now() }), DEAD_LETTERS_MAX],
    );
  }

  async listDeadLetters(limit: number, before?: string): Promise<readonly StoredDeadLetter[]> {
    if (before !== undefined && !LETTER_ID.test(before)) return [];
    const letters: StoredDeadLetter[] = [];
    for (let end = before; ; ) {
      const left = limit - letters.length;
      const rows = await this.#query(
        'SELECT id, letter FROM ag06.dead_letters WHERE $2::bigint IS NULL OR id < $2 ORDER BY id DESC LIMIT $1',
        [left, end ?? null],
      );
      letters.push(...rows.flatMap(toLetter));
      if (rows.length < left || letters.length === limit) return letters;
      end = String(rows.at(-1)?.id);
    }
  }

  async loadDeadLetter(id: string): Promise<StoredDeadLetter | undefined> {
    if (!LETTER_ID.test(id)) return undefined;
    return (await this.#query('SELECT id, letter FROM ag06.dead_letters WHERE id = $1', [id])).flatMap(
      toLetter,
    )[0];
  }

  async removeDeadLetter(id: string): Promise<boolean> {
    if (!LETTER_ID.test(id)) return false;
    return (await this.#query('DELETE FROM ag06.dead_letters WHERE id = $1 RETURNING id', [id])).length > 0;
  }

  /** Reads the store's clock, because the clocks of hosts may be wrong. */
  async #now(): Promise<number> {
    return readCount('now', (await this.#query('SELECT ag06.now_ms() AS now'))[0]?.now);
  }

  /** Returns the stored value; the first caller's value is the one that is stored. */
  async #loadSetting(name: string, value: string): Promise<string> {
    await this.#query('INSERT INTO ag06.settings VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, value]);
    const rows = await this.#query('SELECT value FROM ag06.settings WHERE name = $1', [name]);
    return readText('value', rows[0]?.value);
  }

  async #query(text: string, params?: readonly unknown[]): Promise<readonly SqlRow[]> {
    return (await this.#database.query(text, params)).rows;
  }
}
