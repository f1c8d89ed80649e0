import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { describeObjects } from './conformance/describe-objects.ts';
import { FolderObjects } from './folder-objects.ts';

describeObjects('a folder', async () => {
  const dir = await tempDir();
  return {
    objects: new FolderObjects(join(dir.path, 'made')),
    close: async () => dir[Symbol.asyncDispose](),
  };
});

it('a folder leaves no unfinished file, and lists none that a dead process left', async () => {
  await using dir = await tempDir();
  const objects = new FolderObjects(dir.path);
  await objects.put('a', Buffer.from('1'));
  await objects.put('a', Buffer.from('1'));
  expect(await readdir(dir.path)).toEqual(['a']);
  await writeFile(join(dir.path, '.unfinished-dead'), 'half');
  const listed = [];
  for await (const { key } of objects.list('')) listed.push(key);
  expect(listed).toEqual(['a']);
});

it('a folder that cannot be written in is told with its remedy', async () => {
  await using dir = await tempDir();
  await writeFile(join(dir.path, 'file'), '');
  const objects = new FolderObjects(join(dir.path, 'file'));
  await expect(objects.put('a', Buffer.from('1'))).rejects.toMatchObject({ code: 'OBJECTS_UNAVAILABLE' });
});
