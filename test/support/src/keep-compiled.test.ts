import vm, { type SourceTextModule } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { type Compilers, keepCompiled } from './keep-compiled.ts';

/** Compilers of their own, which tell what they were given. */
function open() {
  const given: string[] = [];
  const tell = (options: { cachedData?: unknown } | undefined): void =>
    void given.push(options?.cachedData === undefined ? 'text' : 'kept');
  const compilers: Compilers = {
    SourceTextModule: new Proxy(vm.SourceTextModule, {
      construct(target, [code, options]) {
        tell(options);
        return new target(code, options);
      },
    }),
    compileFunction: (code, params, options) => {
      tell(options);
      return vm.compileFunction(code, params, options);
    },
  };
  keepCompiled(compilers);
  return { compilers, given };
}

async function evaluate(module: SourceTextModule): Promise<unknown> {
  await module.link(() => Promise.reject(new Error('It imports nothing.')));
  await module.evaluate();
  return module.namespace;
}

describe('a module that is loaded again', () => {
  const load = (compilers: Compilers, code: string, identifier = '/a.ts') =>
    evaluate(new compilers.SourceTextModule(code, { identifier }));
  const COUNTS = 'let n = 0; export const count = () => ++n;';

  it('is not compiled again, and shares no state with the first', async () => {
    const { compilers, given } = open();
    for (let i = 0; i < 3; i++) {
      const { count } = (await load(compilers, COUNTS)) as { count: () => number };
      expect([count(), count()]).toEqual([1, 2]);
    }
    expect(given).toEqual(['text', 'kept', 'kept']);
  });

  it('with another text of the same length is compiled anew', async () => {
    const { compilers, given } = open();
    expect(await load(compilers, 'export const a = 1;')).toMatchObject({ a: 1 });
    expect(await load(compilers, 'export const a = 2;')).toMatchObject({ a: 2 });
    expect(await load(compilers, 'export const a = 2;')).toMatchObject({ a: 2 });
    expect(given).toEqual(['text', 'text', 'kept']);
  });

  it('is compiled from its text where V8 refuses what was kept', async () => {
    const given: string[] = [];
    const refusing = new Proxy(vm.SourceTextModule, {
      construct(target, [code, options]) {
        given.push(options?.cachedData === undefined ? 'text' : 'refused');
        if (options?.cachedData === undefined) return new target(code, options);
        throw Object.assign(new Error('cachedData buffer was rejected'), {
          code: 'ERR_VM_MODULE_CACHED_DATA_REJECTED',
        });
      },
    });
    const compilers: Compilers = { SourceTextModule: refusing, compileFunction: vm.compileFunction };
    keepCompiled(compilers);
    for (let i = 0; i < 2; i++) expect(await load(compilers, 'export const a = 1;')).toMatchObject({ a: 1 });
    expect(given).toEqual(['text', 'refused', 'text']);
  });

  it('says its mistakes as before', () => {
    const { compilers } = open();
    expect(() => new compilers.SourceTextModule('export const', { identifier: '/a.ts' })).toThrow(
      'Unexpected end of input',
    );
  });

  it('is compiled each time if it is a test', async () => {
    const { compilers, given } = open();
    for (let i = 0; i < 2; i++) await load(compilers, COUNTS, '/a.test.ts');
    expect(given).toEqual(['text', 'text']);
  });
});

describe('a function that is compiled again', () => {
  const run = (compilers: Compilers, code: string, params: readonly string[]): unknown =>
    (compilers.compileFunction(code, params, { filename: '/a.cjs' }) as (n: number) => unknown)(3);

  it('takes what was kept for the same text and parameters only', () => {
    const { compilers, given } = open();
    expect(run(compilers, 'return a + 1;', ['a'])).toBe(4);
    expect(run(compilers, 'return a + 1;', ['a'])).toBe(4);
    expect(run(compilers, 'return a + 2;', ['a'])).toBe(5);
    expect(run(compilers, 'return a + 2;', ['b', 'a'])).toBe(Number.NaN);
    expect(given).toEqual(['text', 'kept', 'text', 'text']);
  });
});
