import base from './jest.config.mjs';

/** Minutes of random faults: `npm run test:faults`, a command of their own because each takes minutes. */
const config = {
  ...base,
  testEnvironment: 'node',
  roots: ['<rootDir>/test/chaos/src/minutes'],
  testPathIgnorePatterns: ['/node_modules/'],
};

export default config;
