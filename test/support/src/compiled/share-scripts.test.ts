import vm from 'node:vm';
import { describe, expect, it, jest } from '@jest/globals';
import { shareScripts } from './share-scripts.ts';

const PARAMS = ['exports', 'value'];

/** Compiles with the counted class in its place. */
function share() {
  const fallback = jest.fn(vm.compileFunction);
  const compile = shareScripts(fallback);
  const run = (
    code: string,
    value?: unknown,
    globals: object = {},
    importModule?: () => Promise<vm.Module>,
  ) => {
    const exports: Record<string, unknown> = {};
    const parsingContext = vm.createContext({ ...globals });
    compile(code, PARAMS, {
      filename: '/a.js',
      parsingContext,
      ...(importModule && { importModuleDynamically: importModule }),
    })(exports, value);
    return exports;
  };
  return { fallback, compile, run };
}

describe('scripts that contexts share', () => {
  it('run in each context with its own globals, functions and variables', () => {
    const { run, fallback } = share();
    const code = 'let calls = 0; exports.next = () => `${name} ${value} ${++calls}`';
    const [one, two] = [run(code, 1, { name: 'one' }), run(code, 2, { name: 'two' })] as { next(): string }[];
    expect([one?.next(), one?.next(), two?.next()]).toEqual(['one 1 1', 'one 1 2', 'two 2 1']);
    expect(one?.next).not.toBe(two?.next);
    expect(fallback).not.toHaveBeenCalled();
  });

  it('of the same name run the text that each is given', () => {
    const { run } = share();
    expect([run('exports.x = 1').x, run('exports.x = 2').x, run('exports.x = 1').x]).toEqual([1, 2, 1]);
  });

  it('keep strictness, and the places that stacks name', () => {
    const { run } = share();
    expect(run(`'use strict'; exports.self = (function () { return this; })()`).self).toBeUndefined();
    const { stack } = run('exports.stack = new Error().stack; // the end');
    expect(String(stack).split('\n')[1]).toContain('/a.js:1:17');
  });

  it('import modules by the context that runs them', async () => {
    const { run } = share();
    const code = 'exports.load = () => import("x")';
    const moduleOf = (value: number) => async () => {
      const module = new vm.SyntheticModule(['value'], () => module.setExport('value', value));
      await module.link(() => module);
      await module.evaluate();
      return module;
    };
    for (const value of [1, 2]) {
      const load = run(code, 0, {}, moduleOf(value)).load as () => Promise<{ readonly value: number }>;
      expect((await load()).value).toBe(value);
    }
  });

  it('with an error are refused as they always are, and what belongs to no context is compiled as ever', () => {
    const { run, compile, fallback } = share();
    expect(() => run('export const x = 1')).toThrow('export');
    expect(fallback).toHaveBeenCalledTimes(1);
    expect(compile('return 7')()).toBe(7);
    expect(fallback).toHaveBeenCalledTimes(2);
  });
});
