import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nameBundle, ROOT } from './bundle-entries.ts';

/** Where Node keeps the modules that it compiled, for the next process. */
export const COMPILED = join(ROOT, 'node_modules/.cache/node-compiled');

/**
 * With what processes of the tests start, beside their own: they live for seconds. WebAssembly, of which the embedded database
 * is made, is compiled quickly and not a second time for speed, which is a quarter of the CPU time of such a fleet. Garbage of
 * the start is not collected while it is below 64 MB (V8 begins with 1), which is a sixth of the CPU time of a start.
 */
export const NODE_FLAGS: readonly string[] = ['--liftoff-only', '--min-semi-space-size=64'];

const BUILD = fileURLToPath(new URL('./main-build-bundles.ts', import.meta.url));
/** By folder, until they fail. */
const builds = new Map<string, Promise<unknown>>();

/**
 * The bundle of a module of this repository, one file instead of a thousand, where jest runs and there is one: its process
 * starts with half of the CPU time. Else the module itself. The bundles are built when they are asked for the first time.
 */
export async function findBundle(file: string): Promise<string> {
  const folder = process.env.TEST_BUNDLES;
  const name = nameBundle(file);
  if (folder === undefined || folder === 'none' || name === undefined) return file;
  if (!existsSync(folder)) {
    const argv = ['--conditions=@ag06/source', BUILD, folder];
    const build = builds.get(folder) ?? promisify(execFile)(process.execPath, argv);
    builds.set(folder, build);
    await build.catch((error: unknown) => {
      builds.delete(folder);
      throw error;
    });
  }
  return join(folder, `${name}.js`);
}

/** The same for files in a row, with commas between them, as `AG06_AGENTS` and `--agents` list them. */
export async function findBundles(files: string): Promise<string> {
  return (await Promise.all(files.split(',').map(findBundle))).join();
}
