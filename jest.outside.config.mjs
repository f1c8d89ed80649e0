import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import base from './jest.config.mjs';

// Inherited by jest's workers: the test files of a run share what the first of them packs there.
process.env.TEST_OUTSIDE_FOLDER ??= mkdtempSync(join(tmpdir(), 'ag06-outside-run-'));

/** Packages as users install them, with each package manager: `npm run test:outside`, a command of its own as it loads tools of npm. */
const config = {
  ...base,
  testEnvironment: 'node',
  roots: ['<rootDir>/test/e2e/src/outside'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalTeardown: `${import.meta.dirname}/test/e2e/src/outside/remove-run-folder.ts`,
};

export default config;
