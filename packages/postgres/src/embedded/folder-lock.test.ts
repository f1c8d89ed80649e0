import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isGone, startProcess, type TempDir, tempDir } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFolder } from './folder-lock.ts';

const HOLDER = new URL('./fixtures/lock-and-wait.ts', import.meta.url);

let folder: TempDir;
beforeEach(async () => {
  folder = await tempDir('lock');
});
afterEach(() => folder.remove());

const write = (text: string) => writeFileSync(join(folder.path, 'pid'), text);

describe('lockFolder', () => {
  it('gives a folder to one at a time, also within a process', () => {
    const lock = lockFolder(folder.path);
    expect(() => lockFolder(folder.path)).toThrow(`in use by process ${process.pid}`);
    lock.release();
    lock.release();
    lockFolder(folder.path).release();
    expect(existsSync(join(folder.path, 'pid'))).toBe(false);
  });

  it('names the process that has it, and takes it over once that process was killed', async () => {
    await using holder = await startProcess({ entry: HOLDER, args: [folder.path], env: {}, ready: /locked/ });
    expect(() => lockFolder(folder.path)).toThrow(
      expect.objectContaining({
        code: 'DATABASE_IN_USE',
        message: expect.stringContaining(`process ${holder.pid}.`),
      }),
    );
    await holder.kill('SIGKILL');
    expect(isGone(holder.pid)).toBe(true);
    lockFolder(folder.path).release();
  });

  it.each([
    ['names a process that began at another time', JSON.stringify({ pid: process.ppid, began: '1' })],
    ['names this process, which does not have it', JSON.stringify({ pid: process.pid, began: '' })],
    ['was not written to its end', '{"pid":'],
    ['is empty', ''],
  ])('takes over a file that %s', (_, text) => {
    write(text);
    lockFolder(folder.path).release();
  });

  it('leaves a take-over to who is at it, unless that is long ago', () => {
    write('');
    const guard = join(folder.path, 'pid.taken-over');
    mkdirSync(guard);
    expect(() => lockFolder(folder.path)).toThrow('in use by another process');
    utimesSync(guard, 1, 1);
    lockFolder(folder.path).release();
  });
});
