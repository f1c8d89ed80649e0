import type { Globals } from './current-globals.ts';

/** What has no effect on modules that Node has evaluated. */
const REPLACING = [
  'mock',
  'doMock',
  'setMock',
  'unstable_mockModule',
  'resetModules',
  'isolateModules',
  'isolateModulesAsync',
] as const;

/** The globals of a test file that shares modules: whoever would replace some is told that it cannot, instead of testing the true ones. */
export function withoutReplacing(globals: Globals): Globals {
  const refused = REPLACING.map((name) => [name, () => refuse(name)]);
  return { ...globals, jest: { ...globals.jest, ...Object.fromEntries(refused) } };
}

function refuse(name: string): never {
  throw new Error(
    `jest.${name} has no effect on modules that other files share, so a file that calls it needs its own: begin it with a comment that says \`@jest-environment node\`, and why.`,
  );
}
