import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { prepareFolder } from './prepare-folder.ts';

let folder: TempDir;
beforeEach(async () => {
  folder = await tempDir('prepare');
});
afterEach(() => folder.remove());

it('a missing folder is made with those above it, and an existing one is taken', () => {
  const deep = join(folder.path, 'a/b/c');
  prepareFolder(deep);
  prepareFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

it.each(['/proc/x', '/proc/x/y'])('%s is refused as a place for a database, without hanging', (path) => {
  expect(() => prepareFolder(path)).toThrow(
    expect.objectContaining({ code: 'DATABASE_FOLDER_UNUSABLE', message: expect.stringContaining(path) }),
  );
});

it('a place below a file is refused as a place for a database', async () => {
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'below')])
    expect(() => prepareFolder(path)).toThrow(expect.objectContaining({ code: 'DATABASE_FOLDER_UNUSABLE' }));
});
