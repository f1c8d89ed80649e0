import { openServerDatabase } from '@ag06/postgres';
import { openPreparedDatabase } from '@ag06/postgres/testing';
import type { FeedEvent } from '@ag06/store';
import {
  CANCELLED,
  DISPATCHER,
  describeEquivalence,
  describeReads,
  describeStore,
  freshId,
  type MeasuredStore,
  Player,
} from '@ag06/store/conformance';
import { startPostgres, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { encodeCommand } from './encode-command.ts';
import { countBytes } from './fixtures/count-bytes.ts';
import { createVersion6 } from './fixtures/create-version-6.ts';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

/** One server for all tests, because each looks at its own runs alone; those that lock tables have a server of their own. */
let under: MeasuredStore;
beforeAll(async () => {
  const database = await openPreparedDatabase('store', migrateStore);
  const counted = countBytes(database);
  const store = createPostgresStore({ database: counted.database });
  await store.checkSchema();
  const stop = async () => {
    await store.close();
    await database.close();
  };
  under = { store, bytesRead: counted.bytesRead, stop };
});
afterAll(() => under.stop());
const opened = async (): Promise<MeasuredStore> => ({ ...under, stop: async () => {} });

describeReads('reads of a store in a PostgreSQL server', opened);
describeEquivalence('the store in a PostgreSQL server beside the reference', opened, { cases: 60 });
describeStore('the store in a PostgreSQL server', opened);

/** The end of a run by force, as the function takes it. */
const cancelOf = ({ runId }: Player) =>
  encodeCommand({
    kind: 'commit',
    id: freshId(),
    runId,
    issuer: DISPATCHER,
    guard: { on: 'run', statuses: ['running'] },
    change: { to: 'ended' },
    next: [],
    end: CANCELLED,
    emitted: [],
    known: [],
  });

it('a PostgreSQL store tells nothing that comes behind a commit still under way, so that the order holds', async () => {
  const database = await openPreparedDatabase('store', migrateStore);
  const store = createPostgresStore({ database });
  const [slow, quick] = [new Player(store), new Player(store)];
  await slow.submit();
  const told: FeedEvent[] = [];
  let looks = 0;
  const tail = await store.feed.tailFeed('default', (events) => {
    looks++;
    told.push(...events);
  });
  await database.withSession(async (session) => {
    await session.query('BEGIN');
    await session.query('SELECT ag06.apply($1, $2)', [JSON.stringify([cancelOf(slow)]), 20_000]);
    await quick.submit();
    const before = looks;
    await until(() => looks > before + 5);
    expect(told).toEqual([]);
    await session.query('COMMIT');
  });
  await until(() => told.some(({ runId }) => runId === quick.runId));
  expect(told.map(({ runId }) => runId)).toEqual([
    slow.runId,
    ...Array.from({ length: 3 }, () => quick.runId),
  ]);
  await tail.stop();
  await store.close();
  await database.close();
}, 60_000);

it('a PostgreSQL store is migrated without stopping the fleet where a backup holds its tables: later, or not at all', async () => {
  await using own = await startPostgres();
  const [database, backup] = await Promise.all(
    [0, 1].map(() => openServerDatabase({ url: own.url, onError: () => {} })),
  );
  if (database === undefined || backup === undefined) throw new Error('No database.');
  await createVersion6(database);
  const store = createPostgresStore({ database });
  const player = new Player(store);
  await player.submit();
  const [held, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const dumping = backup.withSession(async (session) => {
    await session.query('BEGIN');
    await session.query('LOCK TABLE ag06.units IN ACCESS SHARE MODE');
    held.resolve();
    await ended.promise;
    await session.query('COMMIT');
  });
  await held.promise;
  await expect(migrateStore(database, { lockMs: 50, tries: 2, pauseMs: 1 })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('such as a backup'),
  });
  expect(await player.claim('a')).toMatchObject({ result: 'claimed' });
  const migrating = migrateStore(database, { lockMs: 50, tries: 1_000, pauseMs: 50 });
  ended.resolve();
  await Promise.all([dumping, migrating]);
  await store.checkSchema();
  await store.close();
  await Promise.all([database.close(), backup.close()]);
});
