import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { EmbeddedDatabase } from './embedded-database.ts';
import { lockFolder } from './folder-lock.ts';

/** Says that the data beside it is whole: a process may die while it makes an empty database. */
const COMPLETE = 'complete';

export interface EmbeddedOptions {
  /** Where the data is kept, by one process at a time; undefined keeps nothing. */
  readonly folder: string | undefined;
  /** The schema that statements mean when they name none. */
  readonly schema?: string;
  /** A file that `dump` wrote, if it exists: a new database is its copy, which is there sooner than an empty one. */
  readonly dump?: string | undefined;
}

/**
 * Opens PostgreSQL inside of this process.
 *
 * @throws Refusal DATABASE_IN_USE if another process has the folder
 */
export async function openEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { folder, dump, schema = 'public' } = options;
  if (folder === undefined) return open('memory://', schema, dump, () => {});
  mkdirSync(folder, { recursive: true });
  const lock = lockFolder(folder);
  try {
    const data = join(folder, 'data');
    const complete = join(folder, COMPLETE);
    const isNew = !existsSync(complete);
    if (isNew) rmSync(data, { recursive: true, force: true });
    const database = await open(data, schema, isNew ? dump : undefined, lock.release);
    writeFileSync(complete, '');
    return database;
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function open(
  dataDir: string,
  schema: string,
  dump: string | undefined,
  onClosed: () => void,
): Promise<EmbeddedDatabase> {
  const pglite = (await copyOf(dataDir, dump)) ?? (await create(dataDir));
  await pglite.exec(`SET search_path TO ${schema}`);
  return new EmbeddedDatabase(pglite, onClosed);
}

/** Undefined without a dump, or if this program cannot read it: then an empty database takes its place. */
async function copyOf(dataDir: string, dump: string | undefined): Promise<PGlite | undefined> {
  if (dump === undefined || !existsSync(dump)) return undefined;
  try {
    return await create(dataDir, new Blob([await readFile(dump)]));
  } catch {
    rmSync(dataDir, { recursive: true, force: true });
    return undefined;
  }
}

async function create(dataDir: string, loadDataDir?: Blob): Promise<PGlite> {
  // Loading it takes a while, and whoever has a server never needs it.
  const { PGlite } = await import('@electric-sql/pglite');
  return PGlite.create({
    dataDir,
    // What was written is with the system when a statement is answered: it outlives the process, though not a power cut.
    relaxedDurability: true,
    ...(loadDataDir !== undefined && { loadDataDir }),
  });
}
