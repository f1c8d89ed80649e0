/**
 * Builds the bundles of the services, unless they are there, and loads each service once, so that what Node compiled is kept
 * for the hundreds of processes that the tests start: most of those are killed, and a process that is killed keeps nothing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildBundles } from './build-bundles.ts';
import { findBundleFolder } from './bundle-folder.ts';
import { COMPILED, NODE_FLAGS } from './find-bundle.ts';

/** No service starts with these: each loads its modules, refuses its settings and exits. */
const REFUSED = {
  AG06_BROKER_URL: 'nothing',
  LOG_LEVEL: 'nothing',
  NODE_COMPILE_CACHE: COMPILED,
  PATH: process.env.PATH,
};

const folder = process.argv[2] ?? findBundleFolder();
if (!existsSync(folder)) {
  mkdirSync(dirname(folder), { recursive: true });
  await buildBundles(folder);
  await Promise.all(['dispatcher', 'agent-worker', 'optimizer', 'cli'].map(loadOnce));
}

async function loadOnce(service: string): Promise<void> {
  const argv = [...NODE_FLAGS, join(folder, `${service}.js`)];
  await once(spawn(process.execPath, argv, { env: REFUSED, stdio: 'ignore' }), 'exit');
}
