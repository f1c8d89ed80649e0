import vm from 'node:vm';
import { expect, it } from '@jest/globals';
import { reuseModules } from './reuse-modules.ts';

type Options = NonNullable<ConstructorParameters<typeof vm.SourceTextModule>[1]>;

/** Modules that say whether they were built from data of an earlier one, which `isRefused` has V8 refuse. */
function reuse() {
  const built: boolean[] = [];
  const state = { isRefused: false };
  const Counted = class extends vm.SourceTextModule {
    constructor(code: string, options: Options = {}) {
      if (options.cachedData && state.isRefused) throw new Error('refused');
      super(code, options);
      built.push(options.cachedData !== undefined);
    }
  };
  const Module = reuseModules(Counted);
  const run = async (code: string, name: string, identifier = 'file:///a.ts') => {
    const module = new Module(code, { identifier, context: vm.createContext({ name }) });
    expect(module).toBeInstanceOf(vm.SourceTextModule);
    await module.link(() => module);
    await module.evaluate();
    return (module.namespace as { readonly next: () => string }).next;
  };
  return { built, state, run };
}

const CODE = 'let calls = 0; export const next = () => `${name} ${++calls}`;';

it('modules are compiled twice, and read from memory from the third time on, each with its own state', async () => {
  const { built, run } = reuse();
  const nexts = [await run(CODE, 'a'), await run(CODE, 'b'), await run(CODE, 'c'), await run(CODE, 'd')];
  expect(nexts.map((next) => next())).toEqual(['a 1', 'b 1', 'c 1', 'd 1']);
  expect(nexts[3]?.()).toBe('d 2');
  expect(built).toEqual([false, false, true, true]);
});

it('a module of another name or of a text that changed, also one as long, is compiled', async () => {
  const { built, run } = reuse();
  for (const name of ['a', 'b', 'c']) await run(CODE, name);
  expect((await run(CODE.replace('++calls', '--calls'), 'x'))()).toBe('x -1');
  await run(CODE, 'e', 'file:///b.ts');
  expect(built).toEqual([false, false, true, false, false]);
});

it('a module whose data V8 refuses is compiled', async () => {
  const { built, state, run } = reuse();
  for (const name of ['a', 'b']) await run(CODE, name);
  state.isRefused = true;
  expect((await run(CODE, 'x'))()).toBe('x 1');
  state.isRefused = false;
  expect((await run(CODE, 'y'))()).toBe('y 1');
  expect(built).toEqual([false, false, false, true]);
});
