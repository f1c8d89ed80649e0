import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { keepCompiled } from './keep-compiled.ts';

// Jest imports an environment once in each of its processes.
keepCompiled(vm);

/** Jest's environment of Node, in a process that compiles each module once. */
export default TestEnvironment;
