import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { EmbeddedDatabase } from './embedded-database.ts';
import { lockFolder } from './folder-lock.ts';
import { prepareFolder } from './prepare-folder.ts';
import { unpackDump } from './unpack-dump.ts';

/** Says that the data beside it is whole: a process may die while it makes an empty database. */
const COMPLETE = 'complete';

interface EmbeddedOptions {
  /** Where the data is kept, by one process at a time; undefined keeps nothing. */
  readonly folder: string | undefined;
  /** The default schema of statements. */
  readonly schema?: string;
  /** A file that `dump` wrote, if it exists: a new database is its copy, which is there sooner than an empty one. */
  readonly dump?: string | undefined;
}

/**
 * Opens PostgreSQL inside of this process.
 *
 * @throws Refusal DATABASE_IN_USE if another process has the folder, DATABASE_FOLDER_UNUSABLE if it cannot be written
 */
export async function openEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { folder, dump, schema = 'public' } = options;
  if (folder === undefined) return start(await inMemory(dump), schema, () => {});
  prepareFolder(folder);
  const lock = lockFolder(folder);
  try {
    const data = join(folder, 'data');
    const complete = join(folder, COMPLETE);
    const pglite = existsSync(complete) ? await create(data) : await anew(data, dump);
    const database = await start(pglite, schema, lock.release);
    writeFileSync(complete, '');
    return database;
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function start(pglite: PGlite, schema: string, onClosed: () => void): Promise<EmbeddedDatabase> {
  await pglite.exec(`SET search_path TO ${schema}`);
  return new EmbeddedDatabase(pglite, onClosed);
}

/** Creates a database, from a dump if there is one that this program can read. */
async function anew(data: string, dump: string | undefined): Promise<PGlite> {
  rmSync(data, { recursive: true, force: true });
  if (dump !== undefined && existsSync(dump)) {
    try {
      unpackDump(dump, data);
      return await create(data);
    } catch {
      rmSync(data, { recursive: true, force: true });
    }
  }
  return create(data);
}

async function inMemory(dump: string | undefined): Promise<PGlite> {
  if (dump !== undefined && existsSync(dump)) {
    try {
      return await create('memory://', new Blob([readFileSync(dump)]));
    } catch {
      // As above.
    }
  }
  return create('memory://');
}

async function create(dataDir: string, loadDataDir?: Blob): Promise<PGlite> {
  // Loading it takes a while, and a process with a server never needs it.
  const { PGlite } = await import('@electric-sql/pglite');
  return PGlite.create({
    dataDir,
    // When a statement is answered, its data is with the operating system: it survives the process, but not a power cut.
    relaxedDurability: true,
    ...(loadDataDir !== undefined && { loadDataDir }),
  });
}
