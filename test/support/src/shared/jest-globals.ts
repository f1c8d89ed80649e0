import { forwardGlobal } from './current-globals.ts';

// Stands for `@jest/globals` in test files that share modules; types are those of the package.
export const afterAll = forwardGlobal('afterAll');
export const afterEach = forwardGlobal('afterEach');
export const beforeAll = forwardGlobal('beforeAll');
export const beforeEach = forwardGlobal('beforeEach');
export const describe = forwardGlobal('describe');
export const expect = forwardGlobal('expect');
export const it = forwardGlobal('it');
export const jest = forwardGlobal('jest');
export const test = forwardGlobal('test');
