/**
 * `npm run build -w services/dashboard`: builds the dashboard into `dist`, unless it was built from the same files. Each file of
 * it lies there compressed too, as a dispatcher sends it. A dispatcher that reads the folder meanwhile finds the old or the
 * new one.
 */
import { createHash, randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const HERE = import.meta.dirname;
const DIST = join(HERE, 'dist');
/** What the files in `dist` were built from. */
const STAMP = '.built-from';
const INPUTS = ['*.{html,js,json}', 'src/**', '../../packages/client/src/**/*.ts', '../../package-lock.json'];

const inputs = hashInputs();
if ((await readFile(join(DIST, STAMP), 'utf8').catch(() => '')) !== inputs) await build();

async function build() {
  const { build } = await import('vite');
  const draft = join(HERE, `.cache/draft-${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  try {
    await build({ root: HERE, logLevel: 'warn', build: { outDir: draft, emptyOutDir: true } });
    await compressFiles(draft);
    await writeFile(join(draft, STAMP), inputs);
    await replaceDist(draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Two builds at the same time leave the files of one of them. */
async function replaceDist(draft) {
  const old = `${draft}-old`;
  await rename(DIST, old).catch(ignore('ENOENT'));
  await rename(draft, DIST).catch(ignore('ENOTEMPTY'));
  await rm(old, { recursive: true, force: true });
}

function ignore(code) {
  return (error) => {
    if (error.code !== code) throw error;
  };
}

async function compressFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  await Promise.all(files.map(compressFile));
}

async function compressFile(path) {
  const plain = await readFile(path);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  await Promise.all([
    promisify(brotliCompress)(plain, { params }).then((small) => writeFile(`${path}.br`, small)),
    promisify(gzip)(plain, { level: 9 }).then((small) => writeFile(`${path}.gz`, small)),
  ]);
}

function hashInputs() {
  const hash = createHash('sha256');
  const files = globSync(INPUTS, { cwd: HERE, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const path of paths.sort())
    if (!/\.test\.ts$/.test(path)) hash.update(`\0${path.slice(HERE.length)}\0`).update(readFileSync(path));
  return hash.digest('hex');
}
