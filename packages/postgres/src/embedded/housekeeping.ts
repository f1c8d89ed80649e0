import { Duty } from '@ag06/duty';
import type { SqlDatabase, SqlRow } from '../sql-database.ts';

/** Housekeeping pays after this many bytes were written: some thousand runs. */
const DUE_BYTES = 32 * 2 ** 20;
const LOOK_EVERY_MS = 10_000;

/**
 * Does the work of a server's background processes, which an embedded database lacks. Without checkpoints its log would
 * grow for ever, and a start after a kill would replay all of it. Without vacuum the space of old rows is never reused, and
 * without analyze nobody knows how much of it is free.
 */
export class Housekeeping {
  readonly #database: SqlDatabase;
  readonly #dueBytes: number;
  readonly #looks: Duty;
  #tidiedAt: string | undefined;

  constructor(database: SqlDatabase, dueBytes = DUE_BYTES) {
    this.#database = database;
    this.#dueBytes = dueBytes;
    this.#looks = new Duty({
      name: 'housekeeping',
      everyMs: LOOK_EVERY_MS,
      act: () => this.tidyIfDue(),
      // A failure is tried again the next time; nothing depends on it.
      onError: () => {},
    });
  }

  start(): void {
    this.#looks.start(LOOK_EVERY_MS);
  }

  stop(): void {
    void this.#looks.stop();
  }

  /** Vacuums table by table, so that statements do not wait for long. Returns whether it was due. */
  async tidyIfDue(): Promise<boolean> {
    if (!(await this.#isDue())) return false;
    for (const table of await this.#listTables()) await this.#database.query(`VACUUM (ANALYZE) ${table}`);
    await this.#database.query('CHECKPOINT');
    this.#tidiedAt = await this.#position();
    return true;
  }

  async #isDue(): Promise<boolean> {
    // Of an earlier process's writing nothing is known but where its last checkpoint was.
    this.#tidiedAt ??= (
      await this.#database.query('SELECT checkpoint_lsn::text AS at FROM pg_control_checkpoint()')
    ).rows.map(toText)[0];
    const { rows } = await this.#database.query('SELECT pg_current_wal_lsn() - $1::pg_lsn AS bytes', [
      this.#tidiedAt,
    ]);
    return Number(rows[0]?.bytes) >= this.#dueBytes;
  }

  async #listTables(): Promise<readonly string[]> {
    const { rows } = await this.#database.query(
      `SELECT oid::regclass::text AS at FROM pg_class WHERE relkind = 'r' AND relpersistence = 'p' ORDER BY oid`,
    );
    return rows.map(toText);
  }

  async #position(): Promise<string> {
    return (await this.#database.query('SELECT pg_current_wal_lsn()::text AS at')).rows.map(toText).join();
  }
}

const toText = ({ at }: SqlRow): string => String(at);
