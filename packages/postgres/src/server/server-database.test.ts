import { Socket } from 'node:net';
import { type PostgresServer, startPostgres, startProcess, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Database } from '../sql-database.ts';
import { openServerDatabase } from './open-server-database.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const open = (url = server.url, maxConnections?: number): Promise<Database> =>
  openServerDatabase({ url, onError: () => {}, maxConnections });

describe('openServerDatabase', () => {
  it('waits and sends a statement again while the server is away, and listens again when it is back', async () => {
    const database = await open();
    const heard: string[] = [];
    const lost: string[] = [];
    database.onNotification({
      onNotification: (channel, payload) => heard.push(`${channel} ${payload}`),
      onLost: (error) => lost.push(error.message),
    });
    await database.listen('news');
    await database.query('SELECT 1');
    expect(database.isUp()).toBe(true);
    await server.kill();
    await until(() => !database.isUp());
    const answer = database.query('SELECT 2 AS n');
    await server.restart();
    expect((await answer).rows).toEqual([{ n: 2 }]);
    await until(() => database.isUp());
    await database.query(`NOTIFY news, 'again'`);
    await until(() => heard.length > 0);
    expect(heard).toEqual(['news again']);
    expect(lost).toHaveLength(1);
    await database.close();
    await database.close();
  });

  it('gives the driver one statement at a time, of which it would warn otherwise', async () => {
    const entry = new URL('./fixtures/listen-to-many.ts', import.meta.url);
    await using listener = await startProcess({ entry, env: { TEST_URL: server.url } });
    expect(await listener.exited).toMatchObject({ code: 0 });
    expect(listener.stderr).toEqual([]);
  });

  it('cuts connections to a server that does not say goodbye', async () => {
    const connect = jest.spyOn(Socket.prototype, 'connect');
    const database = await open();
    await database.query('SELECT 1');
    const sockets = connect.mock.contexts.filter((socket) => socket instanceof Socket);
    connect.mockRestore();
    expect(sockets.map(({ destroyed }) => destroyed)).toContain(false);
    server.pause();
    try {
      await database.close(1);
      expect(sockets.map(({ destroyed }) => destroyed)).not.toContain(false);
    } finally {
      server.resume();
    }
  });

  it('sends a statement again whose connection was cut off', async () => {
    const [one, other] = [await open(), await open()];
    await one.query('CREATE TABLE tries (n int)');
    const answer = one.query('INSERT INTO tries VALUES (1) RETURNING n, pg_sleep(0.2)');
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE query LIKE 'INSERT INTO tries%' AND state = 'active'`;
    await until(async () => (await other.query(cut)).rows.length === 1);
    expect((await answer).rows).toMatchObject([{ n: 1 }]);
    expect((await one.query('SELECT count(*)::int AS n FROM tries')).rows).toEqual([{ n: 1 }]);
    await Promise.all([one.close(), other.close()]);
  });

  it('keeps to its number of connections', async () => {
    const one = await open(server.url, 2);
    await Promise.all(Array.from({ length: 20 }, () => one.query('SELECT pg_sleep(0.005)')));
    const { rows } = await one.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'ag06'`,
    );
    expect(rows).toEqual([{ n: 3 }]);
    await one.close();
  });

  it('gives a session for what is several statements, and repeats nothing of it', async () => {
    const database = await open();
    await database.withSession(async (session) => {
      await session.query('BEGIN');
      await session.query('CREATE TEMP TABLE t (n int) ON COMMIT DROP');
      await session.query('INSERT INTO t VALUES ($1)', [1]);
      expect((await session.query('SELECT n FROM t')).rows).toEqual([{ n: 1 }]);
      await session.query('COMMIT');
    });
    await expect(
      database.withSession((session) => session.query('SELECT pg_terminate_backend(pg_backend_pid())')),
    ).rejects.toThrow();
    expect((await database.query('SELECT 1 AS a; SELECT 2 AS b')).rows).toEqual([{ b: 2 }]);
    await database.close();
  });

  it('rejects what the server refuses for good', async () => {
    await expect(open(server.urlOf('nowhere'))).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
    const database = await open();
    await expect(database.query('SELECT * FROM nothing')).rejects.toThrow('nothing');
    await database.close();
  });
});

describe('a server that is used with options of its own', () => {
  const pathOf = async (database: Database) => (await database.query('SHOW search_path')).rows;
  const timeoutOf = async (database: Database) => (await database.query('SHOW statement_timeout')).rows;

  it.each([
    ['?options=-c%20statement_timeout%3D7s', '7s'],
    ['?options=-c%20search_path%3Dpg_catalog%20-c%20statement_timeout%3D7s', '7s'],
    ['?statement_timeout=7000', '7s'],
    ['', '0'],
  ])('keeps them, and finds its schema on every connection (%s)', async (parameters, timeout) => {
    const admin = await open();
    await admin.query(`ALTER ROLE postgres SET search_path = 'elsewhere'`);
    const database = await openServerDatabase({
      url: `${server.url}${parameters}`,
      schema: 'ours',
      onError: () => {},
      maxConnections: 3,
    });
    const [paths, timeouts] = await Promise.all([
      Promise.all(Array.from({ length: 6 }, () => pathOf(database))),
      Promise.all(Array.from({ length: 6 }, () => timeoutOf(database))),
    ]);
    expect(paths.flat()).toEqual(paths.map(() => ({ search_path: 'ours' })));
    expect(timeouts.flat()).toEqual(timeouts.map(() => ({ statement_timeout: timeout })));
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
    expect(await pathOf(database)).toEqual([{ search_path: 'ours' }]);
    await Promise.all([admin.close(), database.close()]);
  });

  it.each([
    ['options=-c%20no_such_setting%3D1', 'DATABASE_OPTIONS_REFUSED'],
    ['sslmode=require', 'BROKER_SPEAKS_NO_TLS'],
    ['user=nobody', 'DATABASE_REFUSED'],
    ['dbname=nowhere', 'DATABASE_REFUSED'],
  ])('refuses with a code and a remedy what the server refuses (%s)', async (parameters, code) => {
    await expect(open(`${server.url}?${parameters}`)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/\. [A-Z].*\.$/),
    });
  });

  it('refuses a database that cannot hold all characters', async () => {
    const admin = await open();
    await admin.query(`CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    await expect(open(server.url.replace(/[^/]*$/, 'latin'))).rejects.toMatchObject({
      code: 'DATABASE_ENCODING_UNSUPPORTED',
      message: expect.stringContaining('CREATE DATABASE'),
    });
    await admin.close();
  });
});
