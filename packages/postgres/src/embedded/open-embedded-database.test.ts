import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedDatabase } from './open-embedded-database.ts';

let folder: TempDir;
beforeEach(async () => {
  folder = await tempDir('embedded');
});
afterEach(() => folder.remove());

describe('openEmbeddedDatabase', () => {
  it('begins anew over what a process left that died while it began, and without a dump that it cannot read', async () => {
    mkdirSync(join(folder.path, 'data'));
    writeFileSync(join(folder.path, 'data', 'PG_VERSION'), 'half');
    const dump = join(folder.path, 'bad.tar.gz');
    writeFileSync(dump, 'no archive');
    const database = await openEmbeddedDatabase({ folder: folder.path, dump });
    await database.query('CREATE TABLE kept AS SELECT 1 AS n');
    await database.close();
    expect(existsSync(join(folder.path, 'pid'))).toBe(false);
    const again = await openEmbeddedDatabase({ folder: folder.path, dump });
    expect((await again.query('SELECT n FROM kept')).rows).toEqual([{ n: 1 }]);
    const copied = join(folder.path, 'good.tar.gz');
    writeFileSync(copied, await (await again.dump()).bytes());
    await again.close();
    for (const place of [undefined, join(folder.path, 'copy')]) {
      const copy = await openEmbeddedDatabase({ folder: place, dump: copied });
      expect((await copy.query('SELECT n FROM kept')).rows).toEqual([{ n: 1 }]);
      await copy.close();
    }
  }, 90_000);
});
