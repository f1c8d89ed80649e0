// Stands for `fast-check` in tests while AG06_TEST_SEED is set: properties draw the same cases each time. It exports what tests import.
import fc from './node_modules/fast-check/lib/fast-check.js';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.AG06_TEST_SEED) });

export * from './node_modules/fast-check/lib/fast-check.js';
export default fc;
