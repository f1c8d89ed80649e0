import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openEmbeddedDatabase } from '@ag06/postgres';
import { startProcess, type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { diagnoseBackend } from './diagnose-backend.ts';
import { emptyDatabaseFile } from './empty-database-file.ts';
import { openBackend } from './open-backend.ts';

const options = { onError: () => {}, isWholeFleet: true };

let folder: TempDir;
beforeAll(async () => {
  folder = await tempDir('embedded');
});
afterAll(() => folder.remove());

it('an embedded database begins as a copy of the one that the build makes', async () => {
  await using build = await startProcess({
    entry: new URL('./main-empty-database.ts', import.meta.url),
    env: {},
  });
  expect(await build.exited).toMatchObject({ code: 0 });
  expect(existsSync(emptyDatabaseFile())).toBe(true);
  const backend = await openBackend('embedded::memory:', options);
  expect(await backend.store.workflows.listWorkflows('default')).toEqual([]);
  await backend.close();
}, 60_000);

it('the build makes its database without touching the modules beside it, and removes one of an older program', async () => {
  await using built = await tempDir('dist');
  const [module, older] = ['empty-database-file.js', 'empty-database-0123456789ab-1.tar.gz'];
  for (const name of [module, older]) await writeFile(join(built.path, name), '');
  const entry = new URL('./main-empty-database.ts', import.meta.url);
  await using build = await startProcess({ entry, args: [built.path], env: {} });
  expect(await build.exited).toMatchObject({ code: 0 });
  expect((await readdir(built.path)).sort()).toEqual([basename(emptyDatabaseFile()), module].sort());
}, 60_000);

it('an embedded database keeps its folder for one process at a time, which the check of the folder names', async () => {
  const url = `embedded:${folder.path}`;
  const first = await openBackend(url, options);
  expect(first.kind).toBe('embedded');
  await first.store.workflows.saveWorkflow('default', { name: 'w', version: 'v', definition: '{}' });
  await expect(openBackend(url, options)).rejects.toMatchObject({ code: 'DATABASE_IN_USE' });
  const diagnose = () => diagnoseBackend(url, { durability: 'everysec', partitions: 1, say: () => {} });
  const held = await diagnose();
  expect(held).toMatchObject([{ check: 'connection', is: 'warning', code: 'DATABASE_IN_USE' }]);
  expect(JSON.stringify(held)).toMatch(new RegExp(`process ${process.pid}\\b.*ag06 health`));
  await first.close();
  expect(await diagnose()).toMatchObject([
    { is: 'ok', found: expect.stringContaining(folder.path) },
    { check: 'a job', is: 'ok' },
  ]);
  expect(existsSync(join(folder.path, 'pid'))).toBe(false);
  const second = await openBackend(url, options);
  expect(await second.store.workflows.loadLatestVersion('default', 'w')).toBe('v');
  await second.close();
}, 60_000);

it('the check of an embedded database of an older program says that a start will migrate it, and leaves it as it is', async () => {
  await using older = await tempDir('older');
  const open = () => openEmbeddedDatabase({ folder: older.path, dump: emptyDatabaseFile() });
  const versions = async (statement: string) => {
    const database = await open();
    try {
      return (await database.query(statement)).rows;
    } finally {
      await database.close();
    }
  };
  await versions('DELETE FROM ag06.migrations WHERE version = (SELECT max(version) FROM ag06.migrations)');
  const [before] = await versions('SELECT max(version) AS version FROM ag06.migrations');
  const url = `embedded:${older.path}`;
  expect(await diagnoseBackend(url, { durability: 'everysec', partitions: 1, say: () => {} })).toMatchObject([
    {
      check: 'connection',
      is: 'warning',
      code: 'STORE_SCHEMA_OLDER',
      found: expect.stringContaining(older.path),
      remedy: expect.stringContaining('Copy the folder first'),
    },
  ]);
  expect(await versions('SELECT max(version) AS version FROM ag06.migrations')).toEqual([before]);
}, 60_000);

it('an embedded database is refused to a process that is not the whole fleet', async () => {
  await expect(openBackend('embedded:', { onError: () => {} })).rejects.toMatchObject({
    code: 'EMBEDDED_NEEDS_UP',
    message: expect.stringMatching(/`ag06\.agents` of package\.json .*stop `ag06 up` and start it again/),
  });
});
