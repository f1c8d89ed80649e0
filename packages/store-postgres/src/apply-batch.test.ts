import type { Database } from '@ag06/postgres';
import { openPreparedDatabase } from '@ag06/postgres/testing';
import type { Command, Submit } from '@ag06/protocol';
import { DISPATCHER, freshId, META, Player } from '@ag06/store/conformance';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { locksOf } from './apply-batch.ts';
import { dedupeName, encodeCommand } from './encode-command.ts';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

let database: Database;
beforeAll(async () => {
  database = await openPreparedDatabase('store', migrateStore);
}, 60_000);
afterAll(() => database.close());

/** A submission under a key. */
const submitOf = (key: string): Submit => ({
  kind: 'submit',
  id: freshId(),
  runId: `r0-${freshId().replace(/\W/g, '').padStart(21, '0')}`,
  issuer: DISPATCHER,
  tenant: 'default',
  meta: JSON.stringify(META),
  input: 'null',
  listedBy: { workflow: META.workflow, correlationId: META.correlationId, tags: META.tags },
  dedupe: { key, body: 'x', ttlMs: 60_000 },
  delayMs: 0,
  timeoutMs: undefined,
  roots: [],
});
/** Applies one, as the store does. */
const APPLY = 'SELECT ag06.apply($1, 1000, $2)';
const applied = (key: string) => {
  const batch = [submitOf(key)];
  return [JSON.stringify(batch.map(encodeCommand)), locksOf(batch)];
};

it('two batches with the same keys in opposite order never wait for each other in a circle', async () => {
  const store = createPostgresStore({ database });
  const nameOf = (key: string) => dedupeName('default', key);
  const [first = '', second = ''] = [freshId(), freshId()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  await database.withSession(async (session) => {
    await session.query('BEGIN');
    await session.query(APPLY, applied(first));
    const submit = (key: string) => new Player(store).submit({ dedupe: { key, body: 'x', ttlMs: 60_000 } });
    const other = Promise.all([submit(second), submit(first)]);
    const waiting = "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    await until(async () => Number((await database.query(waiting)).rows[0]?.n) === 1);
    // The other batch waits for the first key, and must not hold the second meanwhile.
    await session.query("SET LOCAL lock_timeout = '100ms'");
    await session.query(APPLY, applied(second));
    await session.query('COMMIT');
    expect((await other).map(({ result }) => result)).toEqual(['duplicate', 'duplicate']);
  });
}, 60_000);

const toResults = (answers: unknown): string[] =>
  (answers as { result: string }[]).map(({ result }) => result);

it.each([
  ['keys', true],
  ['runs', false],
])(
  'batches with the same %s in opposite order, between commands of another kind, end one after the other',
  async (_, hasKeys) => {
    const store = createPostgresStore({ database });
    const [mine, other] = [new Player(store), new Player(store)];
    await Promise.all([mine, other].map((player) => player.submit()));
    const [first, second] = [submitOf(freshId()), submitOf(freshId())];
    // Under a key, each batch has a run of its own; without one, both have the same commands.
    const toSubmit = ({ dedupe, ...whole }: Submit): Submit =>
      hasKeys ? { ...submitOf(dedupe?.key ?? ''), dedupe } : { ...whole, dedupe: undefined };
    const batchOf = (submits: readonly [Submit, Submit], { runId }: Player): readonly Command[] => [
      toSubmit(submits[0]),
      {
        kind: 'claim',
        id: freshId(),
        runId,
        issuer: { worker: 'w', job: 'a.d1', delivery: 1 },
        unit: 'a',
        attempt: 1,
        dispatch: 1,
        idle: true,
        obstacle: undefined,
      },
      toSubmit(submits[1]),
    ];
    const apply = (batch: readonly Command[]) =>
      database.withSession((session) =>
        session.query(APPLY, [JSON.stringify(batch.map(encodeCommand)), locksOf(batch)]),
      );
    await database.withSession(async (session) => {
      await session.query('BEGIN');
      // Both stop in the middle of their batches, at a step that somebody else is at.
      const runs = [mine.runId, other.runId];
      await session.query('SELECT 1 FROM ag06.units WHERE run_id = ANY ($1) FOR UPDATE', [runs]);
      const batches = Promise.all([
        apply(batchOf([first, second], mine)),
        apply(batchOf([second, first], other)),
      ]);
      const waiting = "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
      await until(async () => Number((await database.query(waiting)).rows[0]?.n) === 2);
      await session.query('COMMIT');
      const results = (await batches).map(({ rows }) => toResults(rows[0]?.apply));
      const again = hasKeys ? 'duplicate' : 'repeated';
      expect(results.toSorted()).toEqual(
        [
          ['created', 'claimed', 'created'],
          [again, 'claimed', again],
        ].toSorted(),
      );
    });
  },
  30_000,
);
