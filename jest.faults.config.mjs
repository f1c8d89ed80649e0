import base from './jest.config.mjs';

/** A death and a lost reply at every fault point, and minutes of random faults: `npm run test:faults`. They prove what `npm test` takes samples of. */
const config = {
  ...base,
  testEnvironment: 'node',
  roots: [
    '<rootDir>/test/chaos/src/minutes',
    '<rootDir>/test/e2e/src/faults',
    '<rootDir>/packages/store-postgres/src/exhaustive',
    '<rootDir>/services/dispatcher/src/exhaustive',
  ],
  // A fleet in which faults are drawn needs half of a core.
  maxWorkers: 3,
  testPathIgnorePatterns: ['/node_modules/'],
};

export default config;
