import { LIMITS } from '@ag06/contracts';
import { openBlankDatabase } from '@ag06/postgres/testing';
import {
  awaiting,
  evaluated,
  freshReason,
  listOf,
  movesOf,
  Player,
  scheduled,
} from '@ag06/store/conformance';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

let database: Awaited<ReturnType<typeof openBlankDatabase>>;
let store: ReturnType<typeof createPostgresStore>;
beforeAll(async () => {
  database = await openBlankDatabase();
  await migrateStore(database);
  store = createPostgresStore({ database });
}, 60_000);
afterAll(async () => {
  await store.close();
  await database.close();
});

/** How many rows of tables were read so far. */
async function countRead(): Promise<number> {
  await database.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await database.query(
    'SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS read FROM pg_stat_user_tables',
  );
  return Number(rows[0]?.read);
}

interface Work {
  readonly rows: number;
  /** Milliseconds, for the database is in this process. */
  readonly cpuMs: number;
}

/** Ends a run of as many lanes as there may be. Resolves with what this takes. */
async function endLargeRun(areBlocked: boolean): Promise<Work> {
  const player = new Player(store);
  const steps = Array.from({ length: 5 }, (_, i) => `f${i}`);
  const roots = [scheduled('a'), ...steps.map((step) => evaluated(step, 0))];
  const lanes = LIMITS.lanes;
  for (const { unit, token } of movesOf(await player.submit({ roots })).evaluations) {
    await player.commit({
      guard: { on: 'token', unit, token },
      change: { to: 'expanded', list: listOf(lanes), lanes, first: 'schedule', reads: [] },
    });
  }
  if (areBlocked) {
    const obstacle = freshReason();
    const units = steps.flatMap((step) => Array.from({ length: lanes }, (_, i) => `${step}.${i}`));
    await Promise.all(units.map((unit) => player.claim(unit, { obstacle })));
  }
  const before = await countRead();
  const cpuBefore = process.cpuUsage();
  expect(movesOf(await player.cancel()).status).toBe('cancelled');
  const { user, system } = process.cpuUsage(cpuBefore);
  return { rows: (await countRead()) - before, cpuMs: (user + system) / 1_000 };
}

/** Ends a run whose lanes are scheduled, and one whose lanes are blocked; the most of each. */
async function endBoth(): Promise<Work> {
  const [one, other] = [await endLargeRun(false), await endLargeRun(true)];
  return { rows: Math.max(one.rows, other.rows), cpuMs: Math.max(one.cpuMs, other.cpuMs) };
}

it('a run of as many lanes as there may be ends with as little work when the database has statistics', async () => {
  const without = await endBoth();
  await database.query('ANALYZE');
  const withThem = await endBoth();
  expect(withThem.rows).toBeLessThan(2 * without.rows);
  // Rows that a statement makes itself, and joins, are not counted. The process may collect its garbage meanwhile: that is work, too,
  // but not each time.
  let leastMs = withThem.cpuMs;
  for (let tries = 1; tries < 4 && leastMs >= 8 * without.cpuMs; tries++)
    leastMs = Math.min(leastMs, (await endBoth()).cpuMs);
  expect(leastMs).toBeLessThan(8 * without.cpuMs);
}, 120_000);

it('a run that knows as many keys of signals as it may takes no further one', async () => {
  const player = new Player(store);
  await player.submit({ roots: [awaiting('a', 'signal:go')] });
  await database.query(
    `INSERT INTO ag06.signal_keys SELECT '${player.runId}', sha256(n::text::bytea), 'x' FROM generate_series(1, ${LIMITS.signals}) n`,
  );
  expect(await player.signal('go')).toEqual({ result: 'refused', reason: 'limit', status: 'running' });
});
