import { type Database, openServerDatabase } from '@ag06/postgres';
import { DISPATCHER, freshId, META, Player } from '@ag06/store/conformance';
import { type PostgresServer, startPostgres, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dedupeName, encodeCommand } from './encode-command.ts';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

let server: PostgresServer;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = await openServerDatabase({ url: server.url, onError: () => {} });
  await migrateStore(database);
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

/** A submission under a key, as the function takes it. */
const submitOf = (key: string) =>
  encodeCommand({
    ...{ kind: 'submit', id: freshId(), runId: `r0-${freshId().replace(/\W/g, '').padStart(21, '0')}` },
    ...{ issuer: DISPATCHER, tenant: 'default', meta: JSON.stringify(META), input: 'null', terms: [] },
    ...{ dedupe: { key, body: 'x', ttlMs: 60_000 }, delayMs: 0, timeoutMs: undefined, roots: [] },
  });

it('two batches with the same keys in opposite order never wait for each other in a circle', async () => {
  const store = createPostgresStore({ database });
  const nameOf = (key: string) => dedupeName('default', key);
  const [first = '', second = ''] = [freshId(), freshId()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const applied = (key: string) => JSON.stringify([submitOf(key)]);
  await database.withSession(async (session) => {
    await session.query('BEGIN');
    await session.query('SELECT ag06.apply($1, 1000)', [applied(first)]);
    const submit = (key: string) => new Player(store).submit({ dedupe: { key, body: 'x', ttlMs: 60_000 } });
    const other = Promise.all([submit(second), submit(first)]);
    const waiting = "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    await until(async () => Number((await database.query(waiting)).rows[0]?.n) === 1);
    // The other batch waits for the first key, and must not hold the second meanwhile.
    await session.query("SET LOCAL lock_timeout = '100ms'");
    await session.query('SELECT ag06.apply($1, 1000)', [applied(second)]);
    await session.query('COMMIT');
    expect((await other).map(({ result }) => result)).toEqual(['duplicate', 'duplicate']);
  });
}, 30_000);
