import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE_ENTRIES, ROOT } from './bundle-entries.ts';

/** Where the bundles of all states of the sources are. */
export const BUNDLES = join(ROOT, 'node_modules/.cache/test-bundles');

const INPUTS = [
  'package-lock.json',
  'test/support/src/bundle/*.ts',
  '{packages,services}/*/package.json',
  '{packages,services}/*/src/**/*.ts',
];

/** The folder of the bundles of the sources as they are now. */
export function findBundleFolder(): string {
  const hash = createHash('sha256').update(process.version);
  const files = new Set([...globSync(INPUTS, { cwd: ROOT }), ...Object.values(BUNDLE_ENTRIES)]);
  for (const file of [...files].sort()) {
    if (file.endsWith('.test.ts')) continue;
    hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return join(BUNDLES, hash.digest('hex').slice(0, 16));
}
