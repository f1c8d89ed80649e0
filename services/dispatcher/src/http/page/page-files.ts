import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { Encoding } from './choose-encoding.ts';

/** A file of the page in the forms in which it is sent. */
export interface PageFile {
  readonly type: string;
  /** Without quotes. */
  readonly hash: string;
  /** `identity` is always there; the others are what the build has left beside it. */
  readonly forms: ReadonlyMap<Encoding, Buffer>;
}

/** By their paths in addresses: `/index.html`, `/assets/…`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Bounds of what is kept in memory, far above the size of the page. */
const FILES_MAX = 1_000;
const BYTES_MAX = 16 * 1024 * 1024;

const ABSENCES: readonly unknown[] = ['ENOENT', 'ENOTDIR'];

/** Files of other types are not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const COMPRESSED: readonly (readonly [encoding: Encoding, ending: string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];

/**
 * Reads the built page. From then on only these files are served, from memory: no address is ever looked up on the disk.
 * Undefined if the page is not built, or is just being built.
 *
 * @throws Error if the folder holds more than a page
 */
export async function readPageFiles(folder: string): Promise<PageFiles | undefined> {
  try {
    const names = await listNames(folder);
    if (!names.includes('index.html')) return undefined;
    const files = new Map<string, PageFile>();
    for (const name of names) {
      const type = TYPES[extname(name)];
      if (type !== undefined) files.set(`/${name}`, await readForms(folder, name, type, new Set(names)));
    }
    return files;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function listNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (paths.length > FILES_MAX || bytes > BYTES_MAX)
    throw new Error(
      `Expected the dashboard in ${folder}, at most ${FILES_MAX} files of ${BYTES_MAX} bytes in all; got ${paths.length} files of ${bytes} bytes. Build it again.`,
    );
  return paths.map((path) => path.slice(join(folder, sep).length).replaceAll(sep, '/'));
}

async function readForms(
  folder: string,
  name: string,
  type: string,
  names: ReadonlySet<string>,
): Promise<PageFile> {
  const plain = await readFile(join(folder, name));
  const forms = new Map<Encoding, Buffer>([['identity', plain]]);
  for (const [encoding, ending] of COMPRESSED)
    if (names.has(name + ending)) forms.set(encoding, await readFile(join(folder, name + ending)));
  return { type, hash: createHash('sha256').update(plain).digest('base64url').slice(0, 22), forms };
}

const isAbsence = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && ABSENCES.includes(error.code);
