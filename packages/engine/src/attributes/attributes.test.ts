import type { Json } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import { compile } from '../compile/compile.ts';
import { planOf } from '../testing/plan-of.ts';
import { evaluateAttributes } from './evaluate-attributes.ts';

const withAttributes = (attributes: Json): Json => ({ name: 'w', attributes, steps: { a: { agent: 'x' } } });

function errorsOf(attributes: Json) {
  const compilation = compile(withAttributes(attributes));
  return compilation.ok ? [] : compilation.errors;
}

const evaluate = (attributes: Json, input: Json) =>
  evaluateAttributes(planOf(withAttributes(attributes)), input);

describe('attributes of a definition', () => {
  test('are expressions over the input alone', () => {
    expect(
      errorsOf({ a: '${input.a}', b: '${input.list.filter(x, x > 1).size()}', c: 'no ${input.c}' }),
    ).toEqual([]);
    expect(errorsOf({ a: '${run.id}', b: '${steps.a.output}', c: '${item}', d: '${x}' })).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => ({
        path: `attributes.${name}`,
        expected: 'a valid expression',
        got: expect.stringContaining('there is input'),
      })),
    );
  });

  test.each<[string, Json, string]>([
    ['no object', ['x'], 'attributes'],
    ['a constant', { a: 'eu' }, 'attributes.a'],
    ['a number', { a: 1 }, 'attributes.a'],
    ['a name that is none', { '1a': '${input}' }, 'attributes["1a"]'],
    ['the name of a prototype', JSON.parse('{"__proto__": "${input}"}'), 'attributes.__proto__'],
    ['too long a name', { ['a'.repeat(65)]: '${input}' }, `attributes.${'a'.repeat(65)}`],
    ['an expression that does not parse', { a: '${1 +}' }, 'attributes.a'],
    [
      'one more than there may be',
      Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`a${i}`, '${input}'])),
      'attributes',
    ],
  ])('are refused: %s', (_, attributes, path) => {
    expect(errorsOf(attributes)).toMatchObject([{ path }]);
  });
});

describe('attributes of a run', () => {
  test('have the values of their expressions; one that gives null is left out', () => {
    const attributes = {
      t: '${input.t}',
      n: '${input.n * 2}',
      b: '${input.n > 1}',
      constructor: '${input.t}',
      gone: '${input.gone}',
    };
    expect(evaluate(attributes, { t: 'x', n: 2 })).toEqual({
      ok: true,
      attributes: [
        ['t', 'x'],
        ['n', 4],
        ['b', true],
        ['constructor', 'x'],
      ],
    });
  });

  test.each<[string, Json, string]>([
    ['a list', [1], 'a list of 1'],
    ['an object', { a: 1 }, 'an object with a'],
    ['a text that is too long', 'x'.repeat(257), '257 characters'],
    ['a text with a control character', 'a\nb', '"a\\nb"'],
    ['a text with NUL', 'a\u0000b', '"a\\u0000b"'],
    ['a text with half a character', '\ud83d', JSON.stringify('\ud83d')],
  ])('cannot be %s', (_, value, got) => {
    expect(evaluate({ a: '${input}' }, value)).toMatchObject({
      ok: false,
      errors: [{ path: 'attributes.a', got }],
    });
  });

  test('may cost only a part of the work of a step', () => {
    const input = { list: Array.from({ length: 20_000 }, (_, i) => i) };
    expect(evaluate({ a: '${input.list.filter(x, x > 1 && x < 9).size()}' }, input)).toMatchObject({
      ok: false,
      errors: [{ path: 'attributes.a', got: expect.stringContaining('more than 20000 units') }],
    });
  });
});
