import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createCodeFolder } from './code-folder.ts';
import { PLAYED_PAGES, ROOT } from './played-pages.ts';
import { writeAllReadmes, writePage } from './write-code.ts';

const TYPESCRIPT_MS = 300_000;
const CONFIG = {
  extends: join(ROOT, 'tsconfig.base.json'),
  compilerOptions: {
    noEmit: true,
    rootDir: ROOT,
    incremental: false,
    tsBuildInfoFile: null,
    // As applications of Nest have it, and a README shows a variable for its type.
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    erasableSyntaxOnly: false,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    noUnusedLocals: false,
  },
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
  'the code of the guides, and of the READMEs of all packages, has the types that it needs',
  async () => {
    await using folder = await createCodeFolder('types');
    expect(await writeAllReadmes(folder.path)).toBeGreaterThan(25);
    const pages = [...PLAYED_PAGES, 'docs/web-apps.md'];
    const counts = await Promise.all(pages.map((page) => writePage(page, join(folder.path, page))));
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(3);
    expect(await compile(folder.path)).toEqual({ code: 0, text: '' });
  },
  TYPESCRIPT_MS,
);
