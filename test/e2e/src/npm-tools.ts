import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Beside what npm installs here: made once, never committed. Not in a folder of a test: its commands would be found there. */
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/test-tools', import.meta.url));
const OPTIONS = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'];

/**
 * Installs programs of npm that only a test runs, and resolves with the `node_modules` that has them.
 *
 * @param packages the version of each, or `npm:<package>@<version>`, by the name of its folder
 */
export async function installTools(packages: Readonly<Record<string, string>>): Promise<string> {
  const specs = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const folder = join(CACHE, specs.join('+').replace(/[^\w.+-]/g, '-'));
  const found = join(folder, 'node_modules');
  if (existsSync(folder)) return found;
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  await run('npm', ['install', '--prefix', draft, ...OPTIONS, ...specs]);
  await rename(draft, folder).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
  return found;
}
