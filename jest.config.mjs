// However jest was started: it reads TypeScript itself.
import './require-node.mjs';

// What is watched or instrumented is evaluated anew for each file.
const needsOwnModules = process.argv.some((word) => /^--(watch|coverage|collect-?coverage)/i.test(word));

const config = {
  // Files share evaluated modules (decision 0099); one that cannot says `@jest-environment node`, and why.
  testEnvironment: needsOwnModules
    ? 'node'
    : `${import.meta.dirname}/test/support/src/shared/environment-entry.mjs`,
  testRunner: `${import.meta.dirname}/test/support/src/shared/framework-entry.mjs`,
  roots: ['packages', 'services', 'examples', 'deploy', 'test'].map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  // A death and a lost reply at every fault point, minutes of random faults, whole suites: `npm run test:faults`. All package managers: `npm run test:outside`.
  testPathIgnorePatterns: [
    '/node_modules/',
    '/test/chaos/src/minutes/',
    '/test/e2e/src/outside/',
    '/test/e2e/src/faults/',
    '/src/exhaustive/',
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    // Nest's decorators, as its users have them; no library of ours is written with them.
    '/nestjs/test/.*\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironmentOptions: {
    customExportConditions: ['@ag06/source', 'node', 'node-addons'],
    // Its processes cost far more than its modules.
    ownModules: ['deploy'].map((name) => `/test/${name}/`),
  },
  moduleNameMapper:
    process.env.AG06_TEST_SEED === undefined
      ? {}
      : { '^fast-check$': `${import.meta.dirname}/seeded-fast-check.mjs` },
  globalSetup: `${import.meta.dirname}/test/support/src/bundle/name-bundles.ts`,
  modulePathIgnorePatterns: ['/dist/'],
  reporters: ['default', `${import.meta.dirname}/test/support/src/summary-reporter.ts`],
  testSequencer: `${import.meta.dirname}/test/support/src/longest-first.ts`,
  // On two cores: tests on real processes wait for more than half of their time.
  maxWorkers: 5,
  // Modules of test files that are over stay in memory.
  workerIdleMemoryLimit: '1GB',
  // Concurrent tests are those whose processes mostly wait.
  maxConcurrency: 8,
  testTimeout: 60_000,
};

export default config;
