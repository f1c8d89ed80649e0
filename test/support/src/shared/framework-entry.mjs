import './end-with-jest.ts';

// Jest compiles TypeScript that it requires itself as CommonJS; what is imported from here is Node's.
export { default } from './test-framework.ts';
