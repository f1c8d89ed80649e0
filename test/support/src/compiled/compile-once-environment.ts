import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { reuseModules } from './reuse-modules.ts';
import { shareScripts } from './share-scripts.ts';

// Once in each process of jest, which evaluates this module once.
Object.assign(vm, { compileFunction: shareScripts(), SourceTextModule: reuseModules() });

/**
 * The environment of all tests. Each test file has a context of its own with modules of its own. A process of jest compiles
 * a module that many test files load no more than twice.
 */
export default TestEnvironment;
