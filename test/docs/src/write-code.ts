import { readdirSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { findPublished, PUBLIC_PACKAGES } from '@ag06/npm-packages';
import { GIVEN } from './given.ts';
import { ROOT } from './played-pages.ts';
import { type Block, readBlocks } from './read-blocks.ts';

/** What readers of a page have beside it, by the name of its folder or of the page. */
const READERS = join(ROOT, 'test/docs/src/readers');

/** The packages that people install, by their folders. */
export const INSTALLED: readonly { readonly path: string; readonly name: string }[] = findPublished(ROOT)
  .filter(({ manifest }) => PUBLIC_PACKAGES.includes(manifest.name))
  .map(({ path, manifest: { name } }) => ({ path, name }));

/** Every package, and what tests share. */
const DOCUMENTED = [
  ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`),
  ...['test/support', 'test/dashboard'],
];

/** Writes the code of the READMEs of all packages that people install, each into a folder below this one. */
export async function writeReadmes(folder: string): Promise<void> {
  for (const { path } of INSTALLED) await writePage(`${path}/README.md`, join(folder, path));
}

/** The same of every package. Resolves with how many blocks there are. */
export async function writeAllReadmes(folder: string): Promise<number> {
  const counts = await Promise.all(
    DOCUMENTED.map((path) => writePage(`${path}/README.md`, join(folder, path))),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Writes the TypeScript of a page, beside what its readers have. A block that is no file becomes one, with what is given around it
 * (`given.ts`). Resolves with how many blocks there are.
 */
export async function writePage(page: string, into: string): Promise<number> {
  const { name, folder } = { name: basename(page, '.md'), folder: dirname(page) };
  const readers = name === 'README' ? basename(folder) : name;
  await mkdir(into, { recursive: true });
  if ((await readdir(READERS)).includes(readers)) await cp(join(READERS, readers), into, { recursive: true });
  const blocks = await readCode(page);
  for (const block of blocks) await writeBlock(block, into, GIVEN[folder]);
  return blocks.length;
}

async function writeBlock({ note, text, line }: Block, into: string, given = ''): Promise<void> {
  const file = join(into, note === '' ? `line-${line}.ts` : note);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, note === '' ? `${given}\n${text}\nexport {};\n` : text);
}

async function readCode(page: string): Promise<readonly Block[]> {
  const blocks = readBlocks(await readFile(join(ROOT, page), 'utf8'));
  return blocks.filter(({ language }) => language === 'ts');
}
