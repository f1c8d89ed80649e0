import base from './jest.config.mjs';

const { roots: _roots, ...rest } = base;

/** The same settings for one package: `npm test` inside its folder, cached by turbo. */
const config = { ...rest, rootDir: process.cwd() };

export default config;
