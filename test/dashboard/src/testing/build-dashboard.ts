import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BUILD = fileURLToPath(new URL('../../../../services/dashboard/main-build.js', import.meta.url));

/** Builds the page, unless it is built of the same sources already. */
export async function buildDashboard(): Promise<void> {
  await promisify(execFile)(process.execPath, [BUILD]);
}
