import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findPublished, PUBLIC_PACKAGES } from '@ag06/npm-packages';
import { ROOT } from './played-pages.ts';
import { type Block, readBlocks } from './read-blocks.ts';

/** What readers of a README have beside it, by the folders of the packages. */
const READERS = join(ROOT, 'test/docs/src/readers');

/** Code that is no file: none may be added without a reason. */
const FRAGMENTS: Readonly<Record<string, string>> = {
  'packages/nestjs':
    'Decorators need options of the compiler: packages/nestjs/test/shop-agents.ts is the same.',
};

/** The packages that people install, by their folders. */
export const INSTALLED: readonly { readonly path: string; readonly name: string }[] = findPublished(ROOT)
  .filter(({ manifest }) => PUBLIC_PACKAGES.includes(manifest.name))
  .map(({ path, manifest: { name } }) => ({ path, name }));

/** Writes the code of the READMEs of all packages that people install, each into a folder below this one. */
export async function writeReadmes(folder: string): Promise<void> {
  for (const { path } of INSTALLED) await writeReadme(path, join(folder, path));
}

/** Writes the blocks of a README that have a file's name, beside what its readers have. */
async function writeReadme(path: string, into: string): Promise<void> {
  const readers = join(READERS, path.split('/').at(-1) ?? '');
  await mkdir(into, { recursive: true });
  if ((await readdir(READERS)).some((name) => readers.endsWith(`/${name}`)))
    await cp(readers, into, { recursive: true });
  const page = `${path}/README.md`;
  const blocks = await readCode(page);
  const fragment = blocks.find(({ note }) => note === '');
  if (fragment !== undefined && FRAGMENTS[path] === undefined)
    throw new Error(`${page}:${fragment.line}: Give this block a file's name, such as \`\`\`ts agents.ts.`);
  await writeBlocks(blocks, into);
}

/** Writes the TypeScript of a page. Resolves with how many blocks there are. */
export async function writePage(page: string, into: string): Promise<number> {
  const blocks = await readCode(page);
  await mkdir(into, { recursive: true });
  await writeBlocks(blocks, into);
  return blocks.length;
}

async function writeBlocks(blocks: readonly Block[], into: string): Promise<void> {
  for (const { note, text } of blocks) {
    if (note === '') continue;
    const file = join(into, note);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function readCode(page: string): Promise<readonly Block[]> {
  const blocks = readBlocks(await readFile(join(ROOT, page), 'utf8'));
  return blocks.filter(({ language }) => language === 'ts');
}
