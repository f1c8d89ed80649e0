import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 60_000;
/** Beside what npm installs: made once, never committed. */
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/ag06-python-client', import.meta.url));

/** A Python that has BullMQ's client; undefined, after a line that says why, where none can be had. */
export async function installPythonClient(): Promise<string | undefined> {
  const python = join(FOLDER, 'bin', 'python');
  try {
    await access(join(FOLDER, 'installed')).catch(() => install(python));
    return python;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).trim().split('\n').slice(-1);
    process.stderr.write(`SKIPPED: submissions from Python (bullmq cannot be installed: ${reason})\n`);
    return undefined;
  }
}

async function install(python: string): Promise<void> {
  const options = { timeout: INSTALL_TIMEOUT_MS };
  await run('python3', ['-m', 'venv', FOLDER], options);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '0'];
  await run(python, [...pip, 'bullmq'], options);
  await run(
    python,
    ['-c', `import bullmq; open(${JSON.stringify(join(FOLDER, 'installed'))}, 'w')`],
    options,
  );
}
