import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 60_000;
/** Beside what npm installs: made once, never committed. */
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/ag06-python', import.meta.url));

/**
 * Resolves with a Python that can import `module` of a package of PyPI, which `name` may follow with others that it needs,
 * separated by spaces; with undefined, after a line that says why, where they cannot be had.
 */
export async function installPythonPackage(name: string, module: string): Promise<string | undefined> {
  const folder = join(CACHE, name);
  const python = join(folder, 'bin', 'python');
  try {
    await access(join(folder, 'installed')).catch(() => install(folder, python, name, module));
    return python;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).trim().split('\n').slice(-1);
    process.stderr.write(`SKIPPED: what needs ${name} of PyPI (it cannot be installed: ${reason})\n`);
    return undefined;
  }
}

async function install(folder: string, python: string, name: string, module: string): Promise<void> {
  const options = { timeout: INSTALL_TIMEOUT_MS };
  // A pip of its own costs seconds of CPU time: the system's installs into it as well, where there is one that can.
  await run('python3', ['-m', 'venv', '--without-pip', folder], options);
  // Python compiles what is imported, which is a small part.
  const quick = ['--quiet', '--no-compile', '--disable-pip-version-check', '--retries', '0'];
  const install = ['install', ...quick, ...name.split(' ')];
  await run('python3', ['-m', 'pip', '--python', python, ...install], options).catch(async () => {
    await run('python3', ['-m', 'venv', folder], options);
    await run(python, ['-m', 'pip', ...install], options);
  });
  const mark = `import ${module}; open(${JSON.stringify(join(folder, 'installed'))}, 'w')`;
  await run(python, ['-c', mark], options);
}
