/**
 * Builds the bundles of the services, unless they are there, and starts each service once, so that what V8 compiles for a start is kept
 * for the hundreds of processes that the tests start: most of those are killed, and a process that is killed keeps nothing.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startRedis } from '../redis-server.ts';
import { startProcess } from '../service-process.ts';
import { buildBundles } from './build-bundles.ts';
import { BUNDLE_ENTRIES, ROOT } from './bundle-entries.ts';
import { findBundleFolder } from './bundle-folder.ts';

const READY = {
  dispatcher: /dispatcher ready/,
  'agent-worker': /worker ready/,
  optimizer: /optimizer ready/,
};

const folder = process.argv[2] ?? findBundleFolder();
if (!existsSync(folder)) {
  mkdirSync(dirname(folder), { recursive: true });
  await buildBundles(folder);
  process.env.TEST_BUNDLES = folder;
  await using redis = await startRedis();
  // One after the other: each adds to what those before it kept.
  for (const [service, ready] of Object.entries(READY)) await startOnce(service, ready, redis.url);
}

async function startOnce(service: string, ready: RegExp, brokerUrl: string): Promise<void> {
  await using started = await startProcess({
    entry: join(ROOT, BUNDLE_ENTRIES[service] ?? ''),
    env: {
      AG06_BROKER_URL: brokerUrl,
      AG06_HTTP_PORT: '0',
      AG06_AGENTS: join(ROOT, BUNDLE_ENTRIES['e2e-agents'] ?? ''),
      TEST_BUNDLES_KEEP: 'all',
    },
    ready,
  });
  await started.kill('SIGTERM');
}
