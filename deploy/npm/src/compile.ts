import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workspace } from './manifest.ts';
import { run } from './run.ts';

const CONFIG = fileURLToPath(new URL('../tsconfig.pack.json', import.meta.url));
/** How packages are compiled. */
export interface CompileOptions {
  /** Whether somebody else checks the types of the same sources, as `npm test` does: that takes most of the time. */
  readonly typesAreChecked: boolean;
}

const SOURCE_CONDITION = '--conditions=@ag06/source';

/**
 * Builds all packages as one program, which takes a fraction of one after the other, each into `<into>/<path>/dist`. Rejects
 * if a type is wrong, unless the types were checked before.
 */
export async function compile(
  root: string,
  workspaces: readonly Workspace[],
  into: string,
  { typesAreChecked }: CompileOptions,
): Promise<void> {
  const built = join(into, '.built');
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const options = typesAreChecked ? ['--noCheck'] : [];
  await run(process.execPath, [compiler, '-p', CONFIG, '--outDir', built, ...options], root);
  for (const { path } of workspaces) {
    const dist = join(into, path, 'dist');
    await mkdir(dist, { recursive: true });
    await cp(join(built, path, 'src'), dist, { recursive: true });
    await checkNames(dist);
  }
}

/** The embedded database that first starts copy, beside the module that looks for it: this repository's, made unless it is there. */
export async function copyEmptyDatabase(root: string, into: string): Promise<void> {
  const backend = join(root, 'packages/backend');
  await run(process.execPath, [SOURCE_CONDITION, join(backend, 'src/main-empty-database.ts')], root);
  for (const name of await readdir(join(backend, 'dist'))) {
    if (!name.startsWith('empty-database-') || !name.endsWith('.gz')) continue;
    await cp(join(backend, 'dist', name), join(into, 'packages/backend/dist', name));
  }
}

/** The compiler rewrites the names of modules in imports, not those of files that a module names by itself. */
async function checkNames(dist: string): Promise<void> {
  for (const name of await readdir(dist, { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    const named = /new URL\(\s*['"`]([^'"`]+\.ts)['"`]/.exec(await readFile(join(dist, name), 'utf8'));
    if (named) throw new Error(`${join(dist, name)} names ${named[1]}: a built module ends in .js.`);
  }
}
