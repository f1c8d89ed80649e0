import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether npm's registry has that version of a package. Says in a line that tests are skipped, if not. */
export async function isServed(name: string, version: string): Promise<boolean> {
  const found = await run('npm', ['view', `${name}@${version}`, 'version', '--prefer-offline']).catch(String);
  if (typeof found !== 'string' && found.stdout.trim() === version) return true;
  process.stderr.write(`SKIPPED: ${name} ${version} (npm's registry does not have it)\n`);
  return false;
}
