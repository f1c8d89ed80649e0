import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SqlDatabase } from '@ag06/postgres';
import { StoreError } from '@ag06/store';
import { APPEND_EVENTS } from './sql/append-events.ts';
import { APPROVAL_TABLES } from './sql/approvals.ts';
import { BLOB_TABLES } from './sql/blobs.ts';
import { BLOCKED_TABLES } from './sql/blocked.ts';
import { ENTRY_TABLES } from './sql/entries.ts';
import { FEED } from './sql/feed.ts';
import { RUN_FIELDS } from './sql/forks.ts';
import { FUNCTIONS } from './sql/functions.ts';
import { GROUP_READ_FUNCTIONS } from './sql/group-reads.ts';
import { ITERATIONS } from './sql/iterations.ts';
import { LOST_TOKENS } from './sql/lost-tokens.ts';
import { PARKED } from './sql/parked.ts';
import { READ_EVENTS } from './sql/read-events.ts';
import { REMOVE_EVENTS } from './sql/remove-events.ts';
import { READ_FUNCTIONS, READ_TABLES } from './sql/repeated-reads.ts';
import { RUN_ATTRIBUTES } from './sql/run-attributes.ts';
import { SAMPLES } from './sql/samples.ts';
import { SCHEDULES } from './sql/schedules.ts';
import { SHARED } from './sql/shared.ts';
import { SIGNAL_TABLES } from './sql/signals.ts';
import { GROUP_FUNCTIONS, GROUP_TABLES } from './sql/stream-groups.ts';
import { STREAM_TABLES } from './sql/stream-tables.ts';
import { TABLES } from './sql/tables.ts';
import { TIMERS } from './sql/timers.ts';
import { TRIM_SAMPLES } from './sql/trim-samples.ts';
import { VERSION_TIMES } from './sql/version-times.ts';
import { WAKEUP_CLASSES } from './sql/wakeup-classes.ts';
import { WANTED_AGENTS } from './sql/wanted-agents.ts';
import { toStoreError } from './to-store-error.ts';

/** How often a run was retried, and the command that did so last. */
const ROUNDS =
  'ALTER TABLE ag06.run_data ADD COLUMN round integer NOT NULL DEFAULT 0, ADD COLUMN retried_by text;';

/** Items that are done again after a retry: their numbers, one per line, beside the chunks whose places they take. */
const REDONE_ITEMS = `
ALTER TABLE ag06.item_counts ADD COLUMN is_redone boolean NOT NULL DEFAULT false;
ALTER TABLE ag06.item_chunks ADD COLUMN redone text;
`;

const VERSION_8 = [
  RUN_ATTRIBUTES,
  SCHEDULES,
  ITERATIONS,
  TIMERS,
  ENTRY_TABLES,
  ROUNDS,
  REDONE_ITEMS,
  SIGNAL_TABLES,
  APPROVAL_TABLES,
];

const VERSION_9 = [
  BLOB_TABLES,
  RUN_FIELDS,
  STREAM_TABLES,
  GROUP_TABLES,
  READ_TABLES,
  // Last: they use the tables.
  FUNCTIONS,
  APPEND_EVENTS,
  READ_EVENTS,
  REMOVE_EVENTS,
  GROUP_FUNCTIONS,
  GROUP_READ_FUNCTIONS,
  READ_FUNCTIONS,
];

/**
 * The migrations in order; their number is the version of the schema. The tables of a released version never change. A
 * version that changes the functions of the commit makes all of them anew, and earlier versions leave them out.
 */
const MIGRATIONS: readonly string[] = [
  TABLES,
  FEED,
  SHARED,
  BLOCKED_TABLES,
  SAMPLES,
  `${WAKEUP_CLASSES}${WANTED_AGENTS}${LOST_TOKENS}${TRIM_SAMPLES}${VERSION_TIMES}`,
  PARKED,
  VERSION_8.join(''),
  VERSION_9.join(''),
];

/** Identifies the schema of this program, also while a version is still being written. */
export const STORE_SCHEMA_ID: string = createHash('sha256')
  .update(MIGRATIONS.join())
  .digest('hex')
  .slice(0, 12);

/** The key of the advisory lock: any number that no other program uses. */
const LOCK = 4_606_001;

/** SQLSTATE of a statement that waited too long for a table lock. The pool repeats deadlocks. */
const LOCK_NOT_AVAILABLE = '55P03';

interface MigrateOptions {
  /** How long it waits for a table. Everybody who comes behind it waits as long. */
  readonly lockMs?: number;
  /** How often it is tried, and the pause between two tries. */
  readonly tries?: number;
  readonly pauseMs?: number;
}

/**
 * Migrates the schema `ag06` to this program's version, all or nothing. May run any number of times, in several processes
 * at once, and while a fleet is at work. If a long transaction such as a backup holds a table, the migration gives way and
 * tries again, so that the fleet does not stop.
 *
 * @throws StoreError STORE_SCHEMA_NEWER, STORE_UNAVAILABLE
 */
export async function migrateStore(
  database: SqlDatabase,
  { lockMs = 2_000, tries = 10, pauseMs = 3_000 }: MigrateOptions = {},
): Promise<void> {
  const steps = MIGRATIONS.map(
    (sql, i) => `
    IF NOT EXISTS (SELECT FROM ag06.migrations WHERE version = ${i + 1}) THEN
      EXECUTE $migration$${sql}$migration$;
      INSERT INTO ag06.migrations (version) VALUES (${i + 1});
    END IF;`,
  );
  // PostgreSQL runs statements that are sent together as one transaction.
  const text = `
    SELECT pg_advisory_xact_lock(${LOCK});
    SELECT set_config('lock_timeout', '${lockMs}ms', true);
    CREATE SCHEMA IF NOT EXISTS ag06;
    CREATE TABLE IF NOT EXISTS ag06.migrations (version integer PRIMARY KEY, applied_at timestamptz DEFAULT now());
    DO $steps$ BEGIN ${steps.join('')} END $steps$;`;
  for (let left = tries - 1; !(await isApplied(database, text, left > 0)); left--) await delay(pauseMs);
  await checkSchema(database);
}

const isLocked = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === LOCK_NOT_AVAILABLE;

/** Returns false if another transaction holds a table and the caller will try again. */
async function isApplied(database: SqlDatabase, text: string, isTriedAgain: boolean): Promise<boolean> {
  try {
    await database.query(text);
    return true;
  } catch (error) {
    if (!isLocked(error)) throw toStoreError(error);
    if (isTriedAgain) return false;
    const message =
      'Another transaction holds the tables of the store, such as a backup. Nothing was changed, and the fleet goes on: migrate again when it has ended.';
    throw new StoreError('STORE_UNAVAILABLE', message, error);
  }
}

/** @throws StoreError STORE_SCHEMA_OLDER, STORE_SCHEMA_NEWER, STORE_UNAVAILABLE */
export async function checkSchema(database: SqlDatabase): Promise<void> {
  const found = await loadVersion(database);
  const known = MIGRATIONS.length;
  if (found === known) return;
  const has = `This database has version ${found} of the store's schema; this program knows ${known}.`;
  if (found < known) throw new StoreError('STORE_SCHEMA_OLDER', `${has} Run \`ag06 migrate\`.`);
  throw new StoreError('STORE_SCHEMA_NEWER', `${has} Upgrade the program.`);
}

/** Whether any version of the schema is there. @throws StoreError STORE_UNAVAILABLE */
export const hasTables = async (database: SqlDatabase): Promise<boolean> => (await loadVersion(database)) > 0;

async function loadVersion(database: SqlDatabase): Promise<number> {
  try {
    const known = await database.query(`SELECT to_regclass('ag06.migrations') AS name`);
    if (known.rows[0]?.name === null) return 0;
    const { rows } = await database.query('SELECT coalesce(max(version), 0) AS version FROM ag06.migrations');
    return Number(rows[0]?.version);
  } catch (error) {
    throw toStoreError(error);
  }
}
