import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmbeddedDatabase } from '../embedded/embedded-database.ts';
import { openEmbeddedDatabase } from '../embedded/open-embedded-database.ts';

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
/** Beside what npm installs: made once, never committed. */
const CACHE = join(MODULES, '.cache/test-pglite');

/**
 * An embedded database without tables, in memory. It is a copy of one that was made before, which is there in a third of the
 * CPU time.
 */
export async function openBlankDatabase(schema = 'public'): Promise<EmbeddedDatabase> {
  const dump = join(CACHE, `blank-${libraryVersion()}.tar.gz`);
  const isThere = existsSync(dump);
  const database = await openEmbeddedDatabase({ folder: undefined, schema, dump });
  if (!isThere) await keep(database, dump);
  return database;
}

/** Several processes may do this at the same time: all write the same. */
async function keep(database: EmbeddedDatabase, dump: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const draft = `${dump}.${process.pid}`;
  writeFileSync(draft, await (await database.dump()).bytes());
  renameSync(draft, dump);
}

function libraryVersion(): string {
  const manifest = readFileSync(join(MODULES, '@electric-sql/pglite/package.json'), 'utf8');
  return String((JSON.parse(manifest) as { readonly version: unknown }).version);
}
