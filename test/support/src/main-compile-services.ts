/**
 * Run before the tests: loads every service once, so that what Node compiled is kept for the hundreds of processes that the
 * tests start. Most of those are killed, and a process that is killed keeps nothing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { COMPILED } from './service-process.ts';

/** No service starts with these: each loads its modules, refuses its settings and exits. */
const REFUSED = {
  AG06_BROKER_URL: 'nothing',
  LOG_LEVEL: 'nothing',
  NODE_COMPILE_CACHE: COMPILED,
  PATH: process.env.PATH,
};

await Promise.all(['dispatcher', 'agent-worker', 'optimizer', 'cli'].map(loadOnce));

async function loadOnce(service: string): Promise<void> {
  const entry = fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));
  const argv = ['--conditions=@ag06/source', entry];
  await once(spawn(process.execPath, argv, { env: REFUSED, stdio: 'ignore' }), 'exit');
}
