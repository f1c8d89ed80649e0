import { type Database, openEmbeddedDatabase, openServerDatabase } from '@ag06/postgres';
import { describeUpgrade, Player, type UpgradeUnderTest } from '@ag06/store/conformance';
import { startPostgres, until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createVersion6 } from './fixtures/create-version-6.ts';
import { Version6Store } from './fixtures/version-6-store.ts';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

async function createOn(database: Database, stop: () => Promise<void>): Promise<UpgradeUnderTest> {
  await createVersion6(database);
  const store = createPostgresStore({ database });
  return {
    before: new Version6Store(database),
    now: store.runs,
    upgrade: () => migrateStore(database, { pauseMs: 10 }),
    stop: async () => {
      await store.close();
      await database.close();
      await stop();
    },
  };
}

describeUpgrade('an upgrade from version 6 in an embedded PostgreSQL', async () =>
  createOn(await openEmbeddedDatabase({ folder: undefined }), async () => {}),
);
describeUpgrade('an upgrade from version 6 in a PostgreSQL server', async () => {
  const server = await startPostgres();
  const database = await openServerDatabase({ url: server.url, onError: () => {} });
  return createOn(database, server.stop);
});

it('commands that meet the migration wait for it, and are applied by the functions that come with it', async () => {
  await using server = await startPostgres();
  const database = await openServerDatabase({ url: server.url, onError: () => {} });
  await createVersion6(database);
  const store = createPostgresStore({ database });
  const [first, second] = [new Player(store), new Player(store)];
  await Promise.all([first, second].map((player) => player.submit()));
  const waiting = async () =>
    Number(
      (await database.query("SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        .rows[0]?.n,
    );
  await database.withSession(async (session) => {
    await session.query('BEGIN');
    await session.query('SELECT FROM ag06.runs WHERE run_id = $1 FOR UPDATE', [first.runId]);
    const migrating = migrateStore(database, { lockMs: 20_000 });
    await until(async () => (await waiting()) === 1);
    const claiming = Promise.all([first, second].map((player) => player.claim('a', { refusal: 'limit:x' })));
    await until(async () => (await waiting()) === 2);
    await session.query('COMMIT');
    expect(await claiming).toEqual([{ result: 'blocked' }, { result: 'blocked' }]);
    await migrating;
  });
  const listed = await store.runs.listBlocked('limit:x', 10);
  expect(listed.map(({ park }) => park)).toEqual([1, 1]);
  await store.close();
  await database.close();
}, 30_000);
