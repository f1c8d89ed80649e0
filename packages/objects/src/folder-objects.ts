import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isEqual } from './is-equal.ts';
import { differs, ObjectError } from './object-error.ts';
import {
  checkKey,
  type ObjectInfo,
  type ObjectPart,
  type ObjectSource,
  type ObjectStore,
} from './object-store.ts';

/** Begins the names of files that are being written. No key begins like that. */
const UNFINISHED = '.unfinished-';
const UNFINISHED_MS = 24 * 3600_000;

/** Objects as files of a folder. Each is written beside its place, flushed, and given its name at once. */
export class FolderObjects implements ObjectStore {
  readonly place: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.place = folder;
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#put(key, bytes, async (path) => (await readFile(path)).equals(bytes));
  }

  putFrom(key: string, source: ObjectSource): Promise<void> {
    return this.#put(key, source.read(), async () => (await isEqual(this, key, source)) === true);
  }

  async #put(
    key: string,
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    isSame: (path: string) => Promise<boolean>,
  ): Promise<void> {
    const path = this.#pathOf(key);
    await this.#guarded(async () => {
      await makeFolder(dirname(path));
      const unfinished = join(dirname(path), `${UNFINISHED}${randomBytes(8).toString('hex')}`);
      try {
        await writeFlushed(unfinished, bytes);
        if (await giveName(unfinished, path)) return flushFolder(dirname(path));
      } finally {
        await unlink(unfinished).catch(ignoreMissing);
      }
      if (!(await isSame(path))) throw differs(key, this.place);
      // The process that wrote it may have died before it flushed the folder.
      await flushFolder(dirname(path));
    });
  }

  async read(key: string, part?: ObjectPart): Promise<Buffer | undefined> {
    const path = this.#pathOf(key);
    return this.#guarded(async () => {
      try {
        return part === undefined ? await readFile(path) : await readPart(path, part);
      } catch (error) {
        return ignoreMissing(error);
      }
    });
  }

  async *list(prefix: string): AsyncIterable<ObjectInfo> {
    const under = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const found = await this.#guarded(() => this.#findIn(under));
    const keys = found.filter((key) => key.startsWith(prefix)).sort(compareBytes);
    for (const key of keys) {
      const about = await this.#guarded(() => stat(join(this.#folder, key)).catch(ignoreMissing));
      if (about !== undefined) yield { key, bytes: about.size };
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#pathOf(key);
    await this.#guarded(() => unlink(path).catch(ignoreMissing));
  }

  /** A writer has its file open for minutes at most; one that is a day old by the clock of its disk is nobody's. */
  async tidy(): Promise<number> {
    return this.#guarded(async () => {
      const unfinished = await this.#findFiles('', (name) => name.startsWith(UNFINISHED));
      if (unfinished.length === 0) return 0;
      const now = await this.#readClock();
      let removed = 0;
      for (const name of unfinished) {
        const path = join(this.#folder, name);
        const about = await stat(path).catch(ignoreMissing);
        if (about === undefined || now - about.mtimeMs < UNFINISHED_MS) continue;
        await unlink(path).catch(ignoreMissing);
        removed++;
      }
      return removed;
    });
  }

  /** The time that the disk gives a new file: the clock of another machine, perhaps. */
  async #readClock(): Promise<number> {
    const path = join(this.#folder, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
    try {
      await writeFlushed(path, Buffer.alloc(0));
      return (await stat(path)).mtimeMs;
    } finally {
      await unlink(path).catch(ignoreMissing);
    }
  }

  close(): void {}

  #pathOf(key: string): string {
    checkKey(key);
    return join(this.#folder, key);
  }

  /** The keys of all objects below a folder. */
  #findIn(under: string): Promise<string[]> {
    return this.#findFiles(under, (name) => !name.startsWith(UNFINISHED));
  }

  async #findFiles(under: string, isWanted: (name: string) => boolean): Promise<string[]> {
    const entries = await readdir(join(this.#folder, under), { withFileTypes: true }).catch(ignoreMissing);
    const keys: string[] = [];
    for (const entry of entries ?? []) {
      if (entry.isDirectory()) keys.push(...(await this.#findFiles(`${under}${entry.name}/`, isWanted)));
      else if (entry.isFile() && isWanted(entry.name)) keys.push(`${under}${entry.name}`);
    }
    return keys;
  }

  async #guarded<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw toObjectError(error, this.#folder);
    }
  }
}

const compareBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Makes a folder and all above it; each that is new is flushed to the disk with its name. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await flushFolder(dirname(made));
}

async function writeFlushed(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    if (bytes instanceof Uint8Array) await file.writeFile(bytes);
    else for await (const piece of bytes) await file.appendFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a file its name, unless that is taken. Returns whether it did. A link never replaces a file; a rename does. */
async function giveName(unfinished: string, path: string): Promise<boolean> {
  try {
    await link(unfinished, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!NO_LINKS.has(codeOf(error))) throw error;
    if ((await stat(path).catch(ignoreMissing)) !== undefined) return false;
    await rename(unfinished, path);
    return true;
  }
}

/** What file systems without links answer. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Windows flushes no folders.
    if (!['EPERM', 'EISDIR', 'EINVAL'].includes(codeOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

async function readPart(path: string, { from, length }: ObjectPart): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    let read = 0;
    while (read < length) {
      const { bytesRead } = await file.read(buffer, read, length - read, from + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return buffer.subarray(0, read);
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
  return undefined;
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

function toObjectError(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (error instanceof ObjectError || code === '') return error;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new ObjectError(
      'OBJECTS_FULL',
      `The disk of ${folder} is full (${code}). Free space there.`,
      error,
    );
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new ObjectError(
      'OBJECTS_FORBIDDEN',
      `This process may not write in ${folder} (${code}). Give it the right to, or name another folder.`,
      error,
    );
  return new ObjectError('OBJECTS_UNAVAILABLE', `${folder} cannot be used now (${code}).`, error);
}
