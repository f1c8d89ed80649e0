import type { Database, SqlDatabase } from '@ag06/postgres';
import { openBlankDatabase } from '@ag06/postgres/testing';
import { TOLD_BYTES_MAX } from '@ag06/protocol';
import { enqueuesOf, evaluated, freshReason, grantOf, movesOf, Player } from '@ag06/store/conformance';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createVersion6 } from './fixtures/create-version-6.ts';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

let database: Database;
beforeEach(async () => {
  database = await openBlankDatabase();
}, 60_000);
afterEach(() => database.close());

/** Takes back the versions since lists of what is blocked, as far as it matters: a function had fewer arguments. */
const BEFORE_BLOCKED = `
DROP TABLE ag06.blocked_units, ag06.blocked_counts, ag06.samples, ag06.sample_bytes;
DROP FUNCTION ag06.append_samples;
DROP FUNCTION ag06.swap_shared(text, text, bigint, text, text, text, bigint);
CREATE FUNCTION ag06.block(w ag06.work, x ag06.units) RETURNS ag06.work LANGUAGE sql AS 'SELECT w';
UPDATE ag06.units SET worker = '' WHERE status = 'blocked';
DELETE FROM ag06.migrations WHERE version >= 4;
`;

it('the migration brings a database of an earlier version up to date, with the runs that are under way', async () => {
  await createVersion6(database);
  const store = createPostgresStore({ database });
  const [paused, running] = [new Player(store), new Player(store)];
  await running.submit();
  await paused.submit();
  await paused.byRun(['running'], { change: { to: 'paused' } });
  await paused.claim('a');
  await database.query(BEFORE_BLOCKED);
  await expect(store.checkSchema()).rejects.toMatchObject({ code: 'STORE_SCHEMA_OLDER' });

  await migrateStore(database);
  await migrateStore(database);
  expect(await paused.unit('a')).toMatchObject({ status: 'blocked', blockedBy: 'pause' });
  expect(enqueuesOf(await paused.byRun(['paused'], { change: { to: 'resumed' } }))).toEqual(['a.d2']);
  const obstacle = freshReason();
  expect(await running.claim('a', { obstacle })).toEqual({ result: 'blocked' });
  expect(await store.runs.listBlocked(obstacle, 1)).toMatchObject([{ runId: running.runId, unit: 'a' }]);
  await store.close();
});

/** Takes back the last version, as far as it matters: functions had other arguments. */
const BEFORE_FUNCTIONS = `
DROP FUNCTION ag06.retry;
CREATE FUNCTION ag06.retry(w ag06.work, x ag06.units, error text, delay_ms bigint) RETURNS ag06.work
LANGUAGE sql AS 'SELECT w';
ALTER TABLE ag06.units DROP COLUMN lost_tokens;
ALTER TABLE ag06.workflow_versions DROP COLUMN saved_at;
DELETE FROM ag06.migrations WHERE version >= 6;
`;

it('the migration brings version 5 up to date: a run that is under way goes on, and its failures tell where they were', async () => {
  await createVersion6(database);
  const store = createPostgresStore({ database });
  const player = new Player(store);
  await player.submit();
  for (const version of ['1', '2'])
    await store.workflows.saveWorkflow('default', { name: 'w', version, definition: '{}' });
  await database.query(BEFORE_FUNCTIONS);
  await expect(store.checkSchema()).rejects.toMatchObject({ code: 'STORE_SCHEMA_OLDER' });

  await migrateStore(database);
  const error = '{"code":"X","message":"x"}';
  const change = { to: 'retrying', error, delayMs: 9, detail: '{"worker":"w"}' } as const;
  const [workflow] = await store.workflows.listWorkflows('default');
  expect(await store.workflows.listVersions('default', 'w')).toEqual([
    { version: '1', savedAt: undefined },
    { version: '2', savedAt: workflow?.savedAt },
  ]);
  const { token } = grantOf(await player.claim('a'));
  const taken = grantOf(await player.claim('a', { worker: 'w-2', delivery: 2 }));
  expect(await player.keep('a', token)).toMatchObject({ result: 'applied' });
  await player.complete(taken, { change });
  expect((await player.events()).at(-1)).toMatchObject({ error: { code: 'X' }, worker: 'w' });
  await store.close();
});

/** The database as programs of version 5 use it: they understand values alone, and say nothing of what they understand. */
function asBefore(database: SqlDatabase, answers: unknown[]): SqlDatabase {
  const query: SqlDatabase['query'] = async (text, values = []) => {
    if (!text.includes('ag06.apply(')) return database.query(text, values);
    const commands = JSON.parse(String(values[0])) as Record<string, unknown>[];
    const told = commands.map(({ toldMax: _, ...command }) => command);
    const found = await database.query(text, [JSON.stringify(told), ...values.slice(1)]);
    answers.push(found.rows[0]?.answers);
    return found;
  };
  return {
    query,
    listen: (channel) => database.listen(channel),
    onNotification: (subscriber) => database.onNotification(subscriber),
  };
}

it('the migration tells programs of version 5, which are at work during an upgrade, every value in full', async () => {
  await migrateStore(database);
  const answers: unknown[] = [];
  const store = createPostgresStore({ database: asBefore(database, answers) });
  const player = new Player(store);
  const held = movesOf(await player.submit({ roots: [evaluated('a', 0)] })).evaluations;
  const output = `"${'x'.repeat(TOLD_BYTES_MAX)}"`;
  const next = ['y', 'z'].map((unit) => evaluated(unit, 1, ['o:a']));
  for (const grant of held) await player.complete(grant, { change: { to: 'completed', output }, next });
  const [answer] = answers.at(-1) as { evaluations: { unit: string; values: unknown }[] }[];
  expect(answer?.evaluations.map(({ unit, values }) => ({ unit, values }))).toEqual([
    { unit: 'y', values: [['o:a', output]] },
    { unit: 'z', values: [['o:a', output]] },
  ]);
  await store.close();
});
