import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createCodeFolder } from './code-folder.ts';
import { PLAYED_PAGES, ROOT } from './played-pages.ts';
import { INSTALLED, writePage, writeReadmes } from './write-code.ts';

const TYPESCRIPT_MS = 300_000;
const CONFIG = {
  extends: join(ROOT, 'tsconfig.base.json'),
  compilerOptions: { noEmit: true, rootDir: ROOT, incremental: false, tsBuildInfoFile: null },
  include: ['**/*.ts'],
};

/** What the compiler says of a folder's code, as a user's `tsc` would. */
async function compile(folder: string) {
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  // The threads of more than one would each check what the others need too.
  const child = await startChild(process.execPath, [tsc, '-p', '.', '--checkers', '1'], { cwd: folder });
  const { code } = await child.exited;
  return { code, text: child.output.lines.join('\n') };
}

// One program for all, because each would check the types of the packages again.
it(
  'the code of the guides, and of the READMEs of the packages that people install, has the types that it needs',
  async () => {
    await using folder = await createCodeFolder('types');
    await writeReadmes(folder.path);
    const counts = await Promise.all(PLAYED_PAGES.map((page) => writePage(page, join(folder.path, page))));
    expect(INSTALLED.length).toBeGreaterThan(5);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(2);
    expect(await compile(folder.path)).toEqual({ code: 0, text: '' });
  },
  TYPESCRIPT_MS,
);
