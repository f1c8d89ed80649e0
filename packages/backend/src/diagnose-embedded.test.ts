import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { diagnoseBackend } from './diagnose-backend.ts';

let dir: TempDir;
beforeAll(async () => {
  dir = await tempDir('diagnose');
});
afterAll(() => dir.remove());

const diagnose = (folder: string) =>
  diagnoseBackend(`embedded:${folder}`, { durability: 'everysec', partitions: 1, say: () => {} });

/** A folder that is there: see the test of opening one. */
describe('the check of an embedded database', () => {
  it('has a job go through one in memory where there is no folder yet, and makes none', async () => {
    const folder = join(dir.path, 'none');
    const [connection, job, ...more] = await diagnose(folder);
    expect(connection).toMatchObject({ is: 'ok', found: expect.stringContaining(folder) });
    expect(job).toMatchObject({ check: 'a job', is: 'ok', found: expect.stringContaining('end to end') });
    expect(more).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  }, 60_000);

  it('says of a folder that cannot be one what to do', async () => {
    const file = join(dir.path, 'file');
    await writeFile(file, '');
    const found = await diagnose(file);
    expect(found).toMatchObject([{ is: 'problem', code: 'DATABASE_FOLDER_UNUSABLE' }]);
    expect(found).toMatchObject([{ remedy: expect.stringMatching(/^Name a folder that may be written/) }]);
  });
});
