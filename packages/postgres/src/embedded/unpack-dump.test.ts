import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tempDir } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { unpackDump } from './unpack-dump.ts';

it.each([
  ['is not compressed', Buffer.from('no archive')],
  ['is no ustar archive', gzipSync(Buffer.alloc(1024, 'x'))],
  ['leaves its folder', gzipSync(header('../outside'))],
])('an archive is refused that %s', async (_, bytes) => {
  await using folder = await tempDir('unpack');
  const file = join(folder.path, 'dump');
  writeFileSync(file, bytes);
  expect(() => unpackDump(file, join(folder.path, 'inside'))).toThrow();
  expect(existsSync(join(folder.path, 'outside'))).toBe(false);
});

/** Of an empty file. */
function header(path: string): Buffer {
  const block = Buffer.alloc(1024);
  block.write(path, 0);
  block.write('00000000000', 124);
  block.write('0', 156);
  block.write('ustar', 257);
  return block;
}
