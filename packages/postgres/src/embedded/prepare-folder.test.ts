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

it('makes a folder and those above it, and takes one that is there', () => {
  const deep = join(folder.path, 'a/b/c');
  prepareFolder(deep);
  prepareFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

it.each(['/proc/x', '/proc/x/y'])('says that %s cannot hold a database, and does not hang', (path) => {
  expect(() => prepareFolder(path)).toThrow(
    expect.objectContaining({ code: 'DATABASE_FOLDER_UNUSABLE', message: expect.stringContaining(path) }),
  );
});

it('says so of a place below a file', async () => {
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'below')])
    expect(() => prepareFolder(path)).toThrow(expect.objectContaining({ code: 'DATABASE_FOLDER_UNUSABLE' }));
});
