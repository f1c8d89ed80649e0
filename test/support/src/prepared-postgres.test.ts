import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { nameMaker } from './empty-cluster.ts';
import { findPostgres } from './find-postgres.ts';
import { startPreparedPostgres, tempDir } from './index.ts';

async function ask(url: string, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

test('startPreparedPostgres prepares the first server of a name, and copies its data for the others, which share nothing', async () => {
  await using folder = await tempDir('bundles');
  process.env.TEST_BUNDLES = folder.path;
  let prepared = 0;
  const start = () =>
    startPreparedPostgres('known', async (url) => {
      prepared++;
      await ask(url, 'CREATE TABLE known AS SELECT 1 AS n');
    });
  await expect(startPreparedPostgres('known', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await using first = await start();
  await ask(first.url, 'INSERT INTO known VALUES (2)');
  await using second = await start();
  expect(await ask(second.url, 'SELECT n FROM known')).toEqual([{ n: 1 }]);
  expect(prepared).toBe(1);
});

test('startPreparedPostgres may be asked for several servers of a name at once, by one process', async () => {
  await using folder = await tempDir('bundles');
  process.env.TEST_BUNDLES = folder.path;
  const servers = await Promise.all(
    [1, 2, 3].map(() =>
      startPreparedPostgres('known', (url) => ask(url, 'CREATE TABLE known AS SELECT 1 AS n')),
    ),
  );
  for (const server of servers) {
    expect(await ask(server.url, 'SELECT n FROM known')).toEqual([{ n: 1 }]);
    await server.stop();
  }
  const [kept = '', ...others] = await readdir(folder.path);
  expect(kept).toMatch(/^postgres-known-\w{16}$/);
  expect(others).toEqual([]);
  // A copy of a copy would stand within it.
  expect(await readdir(join(folder.path, kept))).not.toContain('data');
});

test('what was prepared is kept apart by the server that made it and its user, as no other could read it', () => {
  const binaries = findPostgres();
  if (binaries === undefined) throw new Error('There is no PostgreSQL.');
  const other = { ...binaries, initdb: process.execPath };
  const names = [
    nameMaker(binaries, undefined),
    nameMaker(binaries, { uid: 1, gid: 1 }),
    nameMaker(other, undefined),
  ];
  expect(new Set(names).size).toBe(3);
});

test('startPreparedPostgres prepares each server where no bundles say of which sources they are', async () => {
  process.env.TEST_BUNDLES = 'none';
  let prepared = 0;
  await using server = await startPreparedPostgres('known', async () => prepared++);
  expect([prepared, await ask(server.url, 'SELECT 1 AS n')]).toEqual([1, [{ n: 1 }]]);
});
