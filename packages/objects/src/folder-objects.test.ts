import { readdir, utimes, writeFile } from 'node:fs/promises';
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

it('a folder loses files that a writer left unfinished a day ago, and keeps younger ones and all objects', async () => {
  await using dir = await tempDir();
  const objects = new FolderObjects(dir.path);
  await objects.put('segments/a', Buffer.from('1'));
  const [old, young] = [join(dir.path, 'segments', '.unfinished-old'), join(dir.path, '.unfinished-young')];
  for (const path of [old, young, join(dir.path, 'segments', 'a')]) await writeFile(path, 'half');
  const longAgo = new Date(Date.now() - 25 * 3600_000);
  await utimes(old, longAgo, longAgo);
  await utimes(join(dir.path, 'segments', 'a'), longAgo, longAgo);
  expect(await objects.tidy()).toBe(1);
  expect(await readdir(dir.path, { recursive: true })).toEqual(
    expect.arrayContaining(['.unfinished-young', 'segments', 'segments/a']),
  );
  expect(await readdir(join(dir.path, 'segments'))).toEqual(['a']);
  expect(await objects.tidy()).toBe(0);
});

it('a folder that does not exist yet has nothing to tidy', async () => {
  await using dir = await tempDir();
  expect(await new FolderObjects(join(dir.path, 'none')).tidy()).toBe(0);
});

it('a folder that cannot be written in is told with its remedy', async () => {
  await using dir = await tempDir();
  await writeFile(join(dir.path, 'file'), '');
  const objects = new FolderObjects(join(dir.path, 'file'));
  await expect(objects.put('a', Buffer.from('1'))).rejects.toMatchObject({ code: 'OBJECTS_UNAVAILABLE' });
});
