import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPublished, PUBLIC_PACKAGES } from '@ag06/npm-packages';
import { startChild } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readBlocks } from './read-blocks.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** What readers of a README have beside it, by the folders of the packages. */
const READERS = join(ROOT, 'test/docs/src/readers');
/** Below the repository, so that its packages are found as installed ones would be. */
const FOLDERS = join(ROOT, 'test/docs/.pages');
const TYPESCRIPT_MS = 300_000;

/** Code that is no file: none may be added without a reason. */
const FRAGMENTS: Readonly<Record<string, string>> = {
  'packages/nestjs':
    'Decorators need options of the compiler: packages/nestjs/test/shop-agents.ts is the same.',
};
/** What is run; the rest needs a server, and only its types are checked. */
const RUN: readonly (readonly [file: string, ...args: string[]])[] = [
  ['packages/agent-kit/agents.ts'],
  ['packages/test-fleet/my-agents.test.ts', '--test'],
  ['packages/create-ag06/create.ts'],
];

const packages = findPublished(ROOT).filter(({ manifest }) => PUBLIC_PACKAGES.includes(manifest.name));

describe('the code of the READMEs of the packages that people install', () => {
  let folder: string;
  beforeAll(async () => {
    await mkdir(FOLDERS, { recursive: true });
    folder = await mkdtemp(join(FOLDERS, 'readmes-'));
    for (const each of packages) await writeCode(each.path, join(folder, each.path));
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

  async function run(args: readonly string[], cwd = folder) {
    const env = { ...process.env, NODE_OPTIONS: '--conditions=@ag06/source', NODE_TEST_CONTEXT: undefined };
    const child = await startChild(process.execPath, args, { cwd, env });
    const { code } = await child.exited;
    return { code, text: child.output.lines.join('\n') };
  }

  it('is that of all of them', () => {
    expect(packages.map(({ manifest }) => manifest.name).sort()).toEqual([...PUBLIC_PACKAGES].sort());
  });

  it(
    'has the types that it needs',
    async () => {
      const config = {
        extends: join(ROOT, 'tsconfig.base.json'),
        compilerOptions: { noEmit: true, rootDir: ROOT, incremental: false, tsBuildInfoFile: null },
        include: ['**/*.ts'],
      };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
      expect(await run([join(ROOT, 'node_modules/.bin/tsc'), '-p', '.'])).toEqual({ code: 0, text: '' });
    },
    TYPESCRIPT_MS,
  );

  it.each(RUN)('runs (%s)', async (file, ...args) => {
    const at = join(folder, file);
    const { code, text } = await run([...args, at], join(at, '..'));
    expect({ code, text }).toEqual({ code: 0, text });
    if (args.includes('--test')) expect(text).toMatch(/pass 1\b/);
  });
});

/** Writes the blocks of a README that have a file's name, beside what its readers have. */
async function writeCode(path: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  const readers = join(READERS, path.split('/').at(-1) ?? '');
  if ((await readdir(READERS)).some((name) => readers.endsWith(`/${name}`)))
    await cp(readers, into, { recursive: true });
  for (const { language, note, text, line } of readBlocks(
    await readFile(join(ROOT, path, 'README.md'), 'utf8'),
  )) {
    if (language !== 'ts') continue;
    if (note !== '') await writeFile(join(into, note), text);
    else if (FRAGMENTS[path] === undefined)
      throw new Error(
        `${path}/README.md:${line}: Give this block a file's name, such as \`\`\`ts agents.ts.`,
      );
  }
}
