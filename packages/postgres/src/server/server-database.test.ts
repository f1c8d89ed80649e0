import { type PostgresServer, startPostgres, startProcess, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
