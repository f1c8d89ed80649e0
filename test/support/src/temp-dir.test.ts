import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { tempDir } from './temp-dir.ts';

test('tempDir makes a folder of its own and removes it with its content', async () => {
  const [one, two] = [await tempDir('one'), await tempDir('one')];
  expect(one.path).not.toBe(two.path);
  await writeFile(join(one.path, 'file'), 'x');
  await one.remove();
  await one.remove();
  expect([existsSync(one.path), existsSync(two.path)]).toEqual([false, true]);
  await two.remove();
});
