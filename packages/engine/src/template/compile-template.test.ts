import type { Json } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ViolationList } from '../compile/definition-fields.ts';
import { compileCondition } from './compile-template.ts';
import { compileFor, createScope, evaluateFor, names } from './template-fixture.ts';

const scope = createScope({ n: 2, s: 'x', list: [1, 2.5], none: null }, { v: { w: [10, 20] } });

function resultOf(template: Json): Json {
  const evaluation = evaluateFor(template, scope);
  if (!evaluation.ok) throw new Error(evaluation.message);
  return evaluation.value;
}

describe('a template', () => {
  test.each<[string, Json, Json]>([
    ['keeps constants', { a: [1, 'x', null, true] }, { a: [1, 'x', null, true] }],
    ['keeps the type of a single expression', '${input.list}', [1, 2.5]],
    ['keeps a null', '${input.none}', null],
    ['makes a string with text around', 'n=${input.n}', 'n=2'],
    ['puts strings in as they are', '<${input.s}>', '<x>'],
    ['puts null in as nothing', '<${input.none}>', '<>'],
    ['puts bools in as JSON', '<${1 == 1}>', '<true>'],
    ['puts lists and maps in as JSON', '${input.list} ${{"k": 1}}', '[1,2.5] {"k":1}'],
    ['makes a string of two expressions', '${input.n}${input.n}', '22'],
    ['keeps the spaces around', ' ${input.n}', ' 2'],
    ['takes $${ as a literal', 'echo $${HOME} ${input.n}', 'echo ${HOME} 2'],
    ['never looks into keys', { '${input.n}': '${input.n}' }, { '${input.n}': 2 }],
    ['looks into every depth', { a: [{ b: '${steps.a.output.v.w[1]}' }] }, { a: [{ b: 20 }] }],
    ['reads the run', '${run.id} ${run.correlationId} ${run.attempt}', 'r0-1 c-1 2'],
    ['reads null as the slot of a run that no schedule started', '${run.slot}', null],
    ['reads a status', '${steps.a.status}', 'completed'],
    [
      'reads a step as a whole',
      '${steps.a}',
      { output: { v: { w: [10, 20] } }, status: 'completed', error: null },
    ],
    ['reads a step by a quoted name', "${steps['a'].output.v.w[0]}", 10],
  ])('%s', (_name, template, expected) => {
    expect(resultOf(template)).toEqual(expected);
  });

  test('lists the fields that it reads, so that a claim returns only those', () => {
    const { template } = compileFor({
      a: '${input.x} ${steps.a.output.q}',
      b: '${has(steps.a.error) ? 1 : 2}',
    });
    expect(template.reads).toEqual({ input: true, steps: { a: ['output', 'error'] } });
    expect(compileFor('no expression').template.reads).toEqual({ input: false, steps: {} });
    expect(compileFor('${steps.a}').template.reads.steps).toEqual({ a: ['output', 'status', 'error'] });
    expect(compileFor('${[1].map(x, x + steps.a.output.n)}').template.reads.steps).toEqual({ a: ['output'] });
  });

  test('returns constants as one shared, frozen value', () => {
    const { template } = compileFor({ list: [{ a: 1 }], dynamic: '${input.n}' });
    const [first, second] = [template.evaluate(scope), template.evaluate(scope)];
    if (!first.ok || !second.ok) throw new Error('did not evaluate');
    expect(Reflect.get(Object(first.value), 'list')).toBe(Reflect.get(Object(second.value), 'list'));
    expect(Object.isFrozen(Reflect.get(Object(first.value), 'list'))).toBe(true);
    const constant = compileFor({ a: 1 }).template;
    expect(constant.evaluate(scope)).toBe(constant.evaluate(scope));
  });

  test('returns data of the scope by reference', () => {
    expect(resultOf('${input}')).toBe(scope.input);
    expect(resultOf(['${input.list}'])).toEqual([[1, 2.5]]);
  });

  test('writes a key named __proto__ as data', () => {
    const value = resultOf(JSON.parse('{"__proto__":{"a":"${input.n}"}}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":2}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });

  test('returns any JSON whose strings escape ${ as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        const value: Json = JSON.parse(JSON.stringify(any));
        const escaped: Json = JSON.parse(JSON.stringify(value, (_key, member) => escapeText(member)));
        expect(evaluateFor(escaped, scope)).toEqual({ ok: true, value });
      }),
    );
  });
});

function escapeText(member: Json): Json {
  return typeof member === 'string' ? member.replaceAll('${', () => '$${') : member;
}

describe('a condition', () => {
  function conditionFor(value: Json) {
    const violations = new ViolationList();
    const template = compileCondition(value, ['when'], { names, violations });
    return { template, violations: violations.errors };
  }

  test('evaluates to a boolean, or fails', () => {
    expect(conditionFor('${input.n == 2}').template.evaluate(scope)).toEqual({ ok: true, value: true });
    expect(conditionFor('${input.n}').template.evaluate(scope)).toMatchObject({
      ok: false,
      code: 'EXPRESSION_FAILED',
    });
    expect(conditionFor('${input.missing}').template.evaluate(scope)).toMatchObject({ ok: false });
  });

  test.each<Json>([
    'input.n == 2',
    'x${true}',
    '${true} ',
    '$${true}',
    '',
    true,
    null,
    ['${true}'],
    { a: '${true}' },
  ])('is refused when written as %j', (value) => {
    expect(conditionFor(value).violations).toMatchObject([
      { path: 'when', expected: expect.stringContaining('one ${…}') },
    ]);
  });
});

describe('a mistake in an expression', () => {
  test.each<[string, string, string]>([
    ['${input.n +}', 'an expression that parses', 'Unexpected token: EOF, at character 12'],
    ['${input.a ?? 1}', 'an expression that parses', 'CEL has no ??, write `a == null ? b : a`'],
    ['${input?.a}', 'an expression that parses', 'CEL has no ?., write a plain dot'],
    ['${input.a === 1}', 'an expression that parses', 'CEL has no ===, write `==`'],
    ['${input.a !== 1}', 'an expression that parses', 'CEL has no !==, write `!=`'],
    ['${input.map(x => x)}', 'an expression that parses', 'CEL has no =>, write a macro'],
    ['ab ${1 1}', 'an expression that parses', 'at character 8'],
    ['${}', 'an expression that parses', 'empty, at character 3'],
    ['a ${b', 'a } that closes ${', 'at character 3'],
    [
      '${inptu.n}',
      'a valid expression',
      'unknown variable inptu; there are input, steps and run; did you mean "input"?, at character 3',
    ],
    ['${item}', 'a valid expression', 'item exists only inside forEach'],
    ['${index}', 'a valid expression', 'index exists only inside forEach'],
    ['${constructor}', 'a valid expression', 'unknown variable constructor'],
    ['${steps.nowhere.output}', 'a valid expression', 'there is no step nowhere'],
    ['${steps.__proto__.output}', 'a valid expression', 'there is no step __proto__'],
    ['${steps.later.output}', 'a valid expression', 'step later is not reachable through needs'],
    ['${steps.a.outptu}', 'a valid expression', 'not outptu; did you mean "output"?'],
    ['${steps}', 'a valid expression', 'name a step'],
    ['${steps[input.n].output}', 'a valid expression', 'name a step'],
    [
      '${run.tenant}',
      'a valid expression',
      'run has id, correlationId, attempt, schedule and slot, not tenant',
    ],
    ['${sizee(input)}', 'a valid expression', 'unknown function sizee; did you mean "size"?'],
    ['${input.s.matches("a+")}', 'a valid expression', 'matches() is not available'],
    ['${size(1, 2)}', 'a valid expression', 'size does not take 2 arguments'],
    ['${[1].map(input, 1)}', 'a valid expression', 'input is taken'],
    ['${[1].map(1, 1)}', 'an expression that parses', 'invalid'],
    ['${has(input)}', 'a valid expression', 'has() needs a selection'],
    ['${b"x"}', 'a valid expression', 'bytes and unsigned'],
    ['${1u}', 'a valid expression', 'bytes and unsigned'],
  ])('%s', (template, expected, got) => {
    const { violations } = compileFor(template);
    expect(violations).toMatchObject([{ path: 'with', expected, got: expect.stringContaining(got) }]);
  });

  test('is reported together with all others', () => {
    const { violations } = compileFor({ a: '${x + y} ${z}', b: ['${1 +}'], 'odd key': '${q}' });
    expect(violations.map(({ path }) => path)).toEqual([
      'with.a',
      'with.a',
      'with.a',
      'with.b[0]',
      'with["odd key"]',
    ]);
  });
});
