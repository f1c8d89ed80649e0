import type { Json, Violation } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../compile/compile.ts';
import { ViolationList } from '../../compile/definition-fields.ts';
import { DEFAULT_RETRY } from '../../retry-delay.ts';
import type { ForEachStep } from './for-each-step.ts';
import { readForEach } from './read-for-each.ts';

const NAMES = {
  allSteps: new Set<string>(),
  isReachable: () => false,
  suggestStep: () => '',
  hasItem: false,
};

const DEFAULTS = {
  retry: DEFAULT_RETRY,
  timeoutMs: undefined,
  priority: undefined,
  onFailure: 'fail',
} as const;

function read(step: { readonly [key: string]: Json }): {
  forEach: Pick<ForEachStep, 'list' | 'concurrency'>;
  errors: readonly Violation[];
} {
  const violations = new ViolationList();
  const source = { body: step, path: ['steps', 'a'], names: NAMES, defaults: DEFAULTS };
  const forEach = readForEach(source, violations);
  return { forEach, errors: violations.errors };
}
const evaluate = ({ list }: Pick<ForEachStep, 'list'>, input: Json) =>
  list.evaluate({ input, steps: {}, run: { id: 'r', correlationId: 'c', attempt: 1 } });

describe('the definition of a forEach step', () => {
  it('makes another kind of step than one that calls its agent once', () => {
    const compiled = compile({
      name: 'w',
      steps: { once: { agent: 'x' }, each: { agent: 'x', forEach: '${input.l}', with: '${item}' } },
    });
    expect(compiled.ok && [...compiled.plan.steps.values()]).toMatchObject([
      { id: 'once', kind: 'agent', opens: 'execute', reads: [] },
      { id: 'each', kind: 'forEach', opens: 'evaluate', reads: ['in'], concurrency: 10 },
    ]);
  });

  it('may have `concurrency`, which is refused without `forEach`', () => {
    const compiled = compile({ name: 'w', steps: { a: { agent: 'x', concurrency: 3 } } });
    expect(compiled).toMatchObject({
      ok: false,
      errors: [{ path: 'steps.a.concurrency', expected: 'forEach beside it', got: '3' }],
    });
  });

  it('may have a literal list, ten items at a time', () => {
    const { forEach, errors } = read({ forEach: [1, '${input.n + 1}', null] });
    expect(errors).toEqual([]);
    expect(forEach.concurrency).toBe(10);
    expect(evaluate(forEach, { n: 1 })).toEqual({ ok: true, value: [1, 2, null] });
  });

  it('may have an expression for the list, and reads only its fields', () => {
    const { forEach, errors } = read({ forEach: '${input.list}', concurrency: 1_000 });
    expect(errors).toEqual([]);
    expect(forEach.concurrency).toBe(1_000);
    expect(forEach.list.reads).toEqual({ input: true, steps: {} });
    expect(evaluate(forEach, { list: ['a'] })).toEqual({ ok: true, value: ['a'] });
  });

  it('may have an empty list, or the most items allowed', () => {
    expect(read({ forEach: [] }).errors).toEqual([]);
    expect(read({ forEach: new Array<Json>(100_000).fill(0) }).errors).toEqual([]);
  });

  it.each<[string, { readonly [key: string]: Json }, string, string, string]>([
    ['no list', { forEach: 7 }, 'forEach', 'a list, or a string that is one ${…} expression', '7'],
    ['a map', { forEach: { a: 1 } }, 'forEach', 'a list, or a string', 'an object'],
    ['a text', { forEach: 'abc' }, 'forEach', 'a list, or a string', '"abc"'],
    ['a text around an expression', { forEach: 'x ${input.l}' }, 'forEach', 'a list, or a string', '"x $'],
    ['too many items', { forEach: new Array<Json>(100_001).fill(0) }, 'forEach', 'at most 100000', 'a list'],
    [
      'an item that names itself',
      { forEach: '${item}' },
      'forEach',
      'a valid expression',
      'only inside forEach',
    ],
    ['no lanes', { forEach: [], concurrency: 0 }, 'concurrency', 'an integer from 1 to 1000', '0'],
    ['too many lanes', { forEach: [], concurrency: 1_001 }, 'concurrency', 'an integer from 1', '1001'],
    ['half a lane', { forEach: [], concurrency: 1.5 }, 'concurrency', 'an integer from 1', '1.5'],
    ['lanes in words', { forEach: [], concurrency: 'all' }, 'concurrency', 'an integer from 1', '"all"'],
  ])('is refused over %s, with the place and what was expected', (_, step, field, expected, got) => {
    const { errors } = read(step);
    expect(errors).toEqual([
      {
        path: `steps.a.${field}`,
        expected: expect.stringContaining(expected),
        got: expect.stringContaining(got),
      },
    ]);
  });
});
