import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { childrenOf, isGone, type PostgresServer, startPostgres, until } from './index.ts';
import { processState } from './process-state.ts';

/** Answers of one statement, over a connection of its own. */
async function ask(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const folderOf = async (server: PostgresServer): Promise<string> =>
  String((await ask(server.url, 'SHOW data_directory'))[0]?.data_directory);

describe('startPostgres', () => {
  test('answers as soon as it is returned, keeps its port and its data over SIGKILL, and leaves nothing', async () => {
    const server = await startPostgres({ args: ['-c', 'max_connections=7'] });
    const dir = await folderOf(server);
    expect(await ask(server.url, 'SHOW max_connections')).toEqual([{ max_connections: '7' }]);
    await ask(server.url, 'CREATE DATABASE other');
    await ask(server.urlOf('other'), 'CREATE TABLE kept AS SELECT 1 AS n');
    const before = server.pid;
    await server.kill();
    await server.restart();
    expect(server.pid).not.toBe(before);
    expect(await ask(server.urlOf('other'), 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await server.restart();
    expect(await ask(server.urlOf('other'), 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await server.stop();
    await server.stop();
    expect(existsSync(dir)).toBe(false);
    expect(isGone(server.pid)).toBe(true);
  });

  test('answers nothing while it is paused, and all of it afterwards', async () => {
    await using server = await startPostgres();
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    server.pause();
    let isAnswered = false;
    const answer = client.query('SELECT 1 AS n').then(({ rows }) => {
      isAnswered = true;
      return rows;
    });
    await expect(ask(server.url, 'SELECT 1')).rejects.toThrow();
    expect(isAnswered).toBe(false);
    server.resume();
    expect(await answer).toEqual([{ n: 1 }]);
    await client.end();
  });

  test('leaves no process behind when it is stopped while it is paused', async () => {
    const server = await startPostgres();
    const all = [server.pid, ...childrenOf(server.pid)];
    server.pause();
    await server.stop();
    await until(() => all.every(isGone));
    expect(all.length).toBeGreaterThan(1);
  });

  test('pauses the processes of connections that come at that moment, too', async () => {
    await using server = await startPostgres();
    const clients = Array.from({ length: 40 }, () => new pg.Client({ connectionString: server.url }));
    const opened = clients.map((client) => {
      client.on('error', () => {});
      return client.connect().catch(() => {});
    });
    await until(() => childrenOf(server.pid).length > 8);
    server.pause();
    // Some may have ended since.
    const areStopped = () =>
      [server.pid, ...childrenOf(server.pid)].every((pid) => /^[TZ]?$/.test(processState(pid) ?? ''));
    await until(areStopped);
    server.resume();
    await Promise.all(opened);
    await Promise.all(clients.map((client) => client.end()));
  });

  test('says why it does not start', async () => {
    await expect(startPostgres({ args: ['-c', 'no_such_setting=1'] })).rejects.toThrow('no_such_setting');
  });
});
