// Run before npm scripts that run TypeScript: one clear line on a Node that cannot.
import { isTooOld, tooOld } from './services/cli/bin/node-version.js';

if (isTooOld) {
  console.error(tooOld('This repository'));
  process.exit(1);
}
