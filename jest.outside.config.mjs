import base from './jest.config.mjs';

/** Packages as users install them, with each package manager: `npm run test:outside`, a command of its own as it loads tools of npm. */
const config = {
  ...base,
  testEnvironment: 'node',
  roots: ['<rootDir>/test/e2e/src/outside'],
  testPathIgnorePatterns: ['/node_modules/'],
};

export default config;
