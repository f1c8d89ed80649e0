import type { Database } from '@ag06/postgres';
import { openBlankDatabase, openPreparedDatabase } from '@ag06/postgres/testing';
import type { Store } from '@ag06/store';
import { describeUpgrade, grantOf, Player, scheduled } from '@ag06/store/conformance';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createVersion6 } from './fixtures/create-version-6.ts';
import { upgradeOf } from './fixtures/upgrade-of.ts';
import { Version6Store } from './fixtures/version-6-store.ts';
import { checkSchema, migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

/** A database of version 6, in a server of its own. */
const openVersion6 = (): Promise<Database> => openPreparedDatabase('version-6', createVersion6);

describeUpgrade('an upgrade from version 6 in a PostgreSQL server', async () =>
  upgradeOf(await openVersion6()),
);

it('statements of the release before mean the same after the migration', async () => {
  const database = await openVersion6();
  await migrateStore(database);
  const before = new Version6Store(database);
  const player = new Player({ runs: before } as unknown as Store);
  const { runId } = player;
  await player.submit({ roots: [scheduled('a'), scheduled('b')] });
  const { token } = grantOf(await player.claim('a'));
  expect(await before.isHeld(runId, 'a', token)).toBe(true);
  expect(await before.isHeld(runId, 'a', token + 1)).toBe(false);
  await player.complete(grantOf(await player.claim('b')), { change: { to: 'completed', output: '"é"' } });
  expect(await before.measureFields(runId, ['o:b', 'o:a', 'in'])).toEqual(
    new Map([
      ['o:b', 4],
      ['in', 7],
    ]),
  );

  const watchdog = { subject: 'run', runId, kind: 'watchdog' } as const;
  await before.moveWakeup(watchdog, -1);
  expect(await before.takeWakeups('looks', 1, 0)).toEqual([watchdog]);
  await before.clearWakeup(watchdog);
  expect(await before.takeWakeups('looks', 1, 0)).toEqual([]);

  const gone = before.createRunId();
  await database.query(`INSERT INTO ag06.blocked_units VALUES ('limit:x', 1, $1, 'a')`, [gone]);
  await database.query(`INSERT INTO ag06.blocked_counts (reason, units) VALUES ('limit:x', 1)`);
  await before.forgetBlocked('limit:x', await before.listBlocked('limit:x', 1));
  expect(await before.countBlocked()).toEqual(new Map());

  await player.cancel();
  expect(await before.deleteFinished(-1, 10)).toBe(1);
  expect(await before.loadRun(runId)).toBeUndefined();
  const left = await database.query('SELECT FROM ag06.units UNION ALL SELECT FROM ag06.unit_states');
  expect(left.rows).toEqual([]);
  await database.close();
}, 60_000);

it('commands that meet the migration wait for it, and are applied by the functions that come with it', async () => {
  const database = await openVersion6();
  const store = createPostgresStore({ database });
  const [first, second] = [new Player(store), new Player(store)];
  await Promise.all([first, second].map((player) => player.submit()));
  await database.withSession(async (session) => {
    await session.query('BEGIN');
    await session.query('SELECT FROM ag06.runs WHERE run_id = $1 FOR UPDATE', [first.runId]);
    const migrating = migrateStore(database, { lockMs: 20_000 });
    await until(async () => (await countWaiting(database)) === 1);
    const claiming = Promise.all([first, second].map((player) => player.claim('a', { obstacle: 'limit:x' })));
    await until(async () => (await countWaiting(database)) === 2);
    await session.query('COMMIT');
    expect(await claiming).toEqual([{ result: 'blocked' }, { result: 'blocked' }]);
    await migrating;
  });
  const listed = await store.runs.listBlocked('limit:x', 10);
  expect(listed.map(({ park }) => park)).toEqual([1, 1]);
  await store.close();
  await database.close();
}, 60_000);

it('a migration that meets the fleet in a circle of locks is tried again', async () => {
  const database = await openVersion6();
  const migrating = await database.withSession(async (session) => {
    await session.query('BEGIN');
    // So it is the migration that finds the circle, and gives way.
    await session.query("SET LOCAL deadlock_timeout = '20s'");
    await session.query('LOCK TABLE ag06.blocked_units IN ROW EXCLUSIVE MODE');
    const migration = migrateStore(database, { lockMs: 20_000, pauseMs: 1, tries: 1_000 });
    await until(async () => (await countWaiting(database)) === 1);
    await session.query('SELECT FROM ag06.runs');
    await session.query('COMMIT');
    return { ended: migration };
  });
  await migrating.ended;
  await checkSchema(database);
  await database.close();
}, 60_000);

it('a migration to version 7 rewrites no table', async () => {
  const database = await openBlankDatabase();
  await createVersion6(database);
  const names = ['runs', 'units', 'blocked_units', 'wakeups'];
  const files = async (tables: readonly string[]) => {
    const text =
      'SELECT array_agg(pg_relation_filenode(name::regclass) ORDER BY i) AS files FROM unnest($1::text[]) WITH ORDINALITY AS t (name, i)';
    return (await database.query(text, [tables.map((name) => `ag06.${name}`)])).rows[0]?.files;
  };
  const before = await files(names);
  await migrateStore(database);
  expect(await files(names.map((name) => (name === 'units' ? 'unit_states' : name)))).toEqual(before);
  await database.close();
}, 60_000);

async function countWaiting(database: Database): Promise<number> {
  const text = "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
  return Number((await database.query(text)).rows[0]?.n);
}
