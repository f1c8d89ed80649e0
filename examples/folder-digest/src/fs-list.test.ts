import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testAgent } from '@ag06/agent-kit';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { fsList } from './fs-list.ts';
import { ListedFile } from './listed-file.ts';
import { runAgent } from './testing/run-agent.ts';
import { makeFolder } from './testing/temp-folder.ts';

const Listing = z.object({
  dir: z.string(),
  files: z.array(ListedFile),
  omitted: z.int(),
  unreadFolders: z.int(),
});
const list = (dir: string, more: object = {}) => runAgent(fsList, { dir, ...more }, Listing);
const paths = async (dir: string, more: object = {}) => (await list(dir, more)).files.map(({ path }) => path);

describe('fs.list', () => {
  test('lists Markdown and text files with their sizes, sorted, in all folders', async () => {
    await using folder = await makeFolder({
      'b.md': '12345',
      'a/z.txt': '',
      'a/y.MARKDOWN': '1',
      'c.ts': '',
      'B.md': '',
    });
    expect(await list(folder.dir)).toEqual({
      dir: folder.dir,
      files: [
        { path: 'B.md', bytes: 0 },
        { path: 'a/y.MARKDOWN', bytes: 1 },
        { path: 'a/z.txt', bytes: 0 },
        { path: 'b.md', bytes: 5 },
      ],
      omitted: 0,
      unreadFolders: 0,
    });
    expect(await paths(folder.dir, { extensions: ['.ts'] })).toEqual(['c.ts']);
  });

  test('leaves out node_modules, dist and hidden folders at every level', async () => {
    await using folder = await makeFolder({
      'a.md': '',
      'node_modules/a.md': '',
      'x/node_modules/a.md': '',
      '.git/a.md': '',
      'x/.hidden/a.md': '',
      'x/dist/a.md': '',
    });
    expect(await paths(folder.dir)).toEqual(['a.md']);
  });

  test('follows no symbolic link, neither to files nor to folders nor in circles', async () => {
    await using outside = await makeFolder({ 'secret.md': 'x' });
    await using folder = await makeFolder({ 'a.md': '' });
    await symlink(outside.dir, join(folder.dir, 'out'));
    await symlink(join(outside.dir, 'secret.md'), join(folder.dir, 'secret.md'));
    await symlink(folder.dir, join(folder.dir, 'circle'));
    expect(await paths(folder.dir)).toEqual(['a.md']);
  });

  test('takes hostile names as they are', async () => {
    const names = [
      '-rf.md',
      '"quote\'`$(x).md',
      'new\nline.md',
      'ünï😀.md',
      '${steps.x}.md',
      '<b>.md',
      '%2e%2e.md',
      '..md.md',
      '\\.md',
    ];
    await using folder = await makeFolder(Object.fromEntries(names.map((name) => [name, ''])));
    await mkdir(join(folder.dir, 'looks-like.md'));
    expect(await paths(folder.dir)).toEqual([...names].sort());
  });

  test.each([
    ['missing', 'nowhere', 'There is no folder'],
    ['a file', 'a.md', 'is not a folder'],
  ])('a folder that is %s fails for good and says so', async (_what, name, message) => {
    await using folder = await makeFolder({ 'a.md': '' });
    expect((await testAgent(fsList, { dir: join(folder.dir, name) })).outcome).toMatchObject({
      failure: { code: 'FOLDER_NOT_FOUND', message: expect.stringContaining(message) },
      retryable: false,
    });
  });

  test('takes 2,000 files and counts the others', async () => {
    await using folder = await makeFolder({});
    const names = Array.from({ length: 2_010 }, (_, index) => `${String(index).padStart(4, '0')}.md`);
    await Promise.all(names.map((name) => writeFile(join(folder.dir, name), '')));
    const { files, omitted } = await list(folder.dir);
    expect([files.length, omitted, files.at(-1)?.path]).toEqual([2_000, 10, '1999.md']);
  });
});
