import type { Json } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileFor, createScope } from '../template/template-fixture.ts';
import { EXPRESSION_LIMITS } from './limits.ts';

const manyKeys = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]));
const scope = createScope({
  big: 'a'.repeat(250_000),
  list: Array.from({ length: 50_000 }, (_, index) => index),
  same: Array.from({ length: 20_000 }, () => 'a'),
  map: manyKeys,
  copy: { ...manyKeys },
});

/** What becomes of a template that is compiled and evaluated. */
function run(template: Json): string {
  const { template: compiled, violations } = compileFor(template);
  const evaluation = compiled.evaluate(scope);
  if (violations.length > 0) return 'refused';
  return evaluation.ok ? JSON.stringify(evaluation.value).slice(0, 50) : evaluation.code;
}

run('${[1].map(x, x)}');

describe('a hostile expression ends soon', () => {
  const doubling = '.map(a, [a, a])';
  test.each<[string, string, string]>([
    ['constructor', '${constructor}', 'refused'],
    ['__proto__', '${__proto__}', 'refused'],
    ['the constructor of data', '${input.constructor.constructor("return 1")}', 'refused'],
    ['the prototype of data', '${input.__proto__.polluted}', 'null'],
    ['a quoted constructor', '${input["constructor"]["prototype"]}', 'null'],
    ['the prototype of steps', '${steps["__proto__"]["output"]}', 'refused'],
    ['open brackets', `\${${'['.repeat(5_000)}}`, 'refused'],
    ['closed brackets', `\${${'['.repeat(2_500)}${']'.repeat(2_500)}}`, 'refused'],
    ['parentheses', `\${${'('.repeat(3_000)}1${')'.repeat(3_000)}}`, 'refused'],
    ['braces', `\${${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}}`, 'refused'],
    ['negations', `\${${'!'.repeat(8_000)}true}`, 'refused'],
    ['minus signs', `\${${'-'.repeat(8_000)}1}`, 'refused'],
    ['a long sum', `\${${'1+'.repeat(4_000)}1}`, 'refused'],
    ['a long path', `\${input${'.a'.repeat(4_000)}}`, 'refused'],
    ['a huge literal', `\${"${'x'.repeat(1_000_000)}"}`, 'refused'],
    ['a huge number', `\${${'9'.repeat(8_000)}}`, 'refused'],
    ['a million dollars', '$'.repeat(1_000_000), `"${'$'.repeat(49)}`],
    ['a huge text', `${'x'.repeat(1_000_000)}\${1}`, `"${'x'.repeat(49)}`],
    ['a regular expression', '${input.big.matches("(a+)+b")}', 'refused'],
    ['loops in loops', '${input.list.map(x, input.list.map(y, x * y))}', 'EXPRESSION_FAILED'],
    ['loops nested too deeply', '${[1].map(a, [1].map(b, [1].map(c, [1].map(d, d))))}', 'refused'],
    ['a long search', '${input.big.contains(input.big.substring(1) + "b")}', 'EXPRESSION_FAILED'],
    ['searches in a loop', '${input.list.exists(x, input.big.contains("b"))}', 'EXPRESSION_FAILED'],
    ['long strings in a loop', '${input.list.map(x, input.big + "b").size()}', 'EXPRESSION_FAILED'],
    ['an exploding replacement', '${input.big.replace("a", input.big)}', 'EXPRESSION_FAILED'],
    ['a split into characters', '${input.big.split("")}', 'EXPRESSION_FAILED'],
    ['a long list', '${input.list + input.list + input.list}', 'EXPRESSION_FAILED'],
    ['comparisons of long strings', '${input.list.all(x, input.big == input.big + "")}', 'EXPRESSION_FAILED'],
    ['comparisons of large maps', '${input.list.all(x, input.map == input.copy)}', 'EXPRESSION_FAILED'],
    ['counting keys', '${input.list.all(x, size(input.map) > 0)}', 'EXPRESSION_FAILED'],
    ['membership in a loop', '${input.list.exists(x, "b" in input.same)}', 'EXPRESSION_FAILED'],
    ['a result of shared parts', '${input.list.map(x, input)}', 'EXPRESSION_FAILED'],
    ['exponential sharing', `\${[1]${doubling.repeat(40)}}`, 'EXPRESSION_FAILED'],
    ['a deep result', `\${[1]${doubling.repeat(100)}}`, 'EXPRESSION_FAILED'],
    [
      'exponential comparison',
      `\${[1]${doubling.repeat(40)} == [1]${doubling.repeat(40)}}`,
      'EXPRESSION_FAILED',
    ],
  ])('%s', (_name, template, expected) => {
    // Without a bound on its work hardly one of these comes to an end.
    expect(run(template)).toBe(expected);
  });

  test('a template of many references to large data is measured', () => {
    expect(run(Array.from({ length: 1_000 }, () => '${input}'))).toBe('EXPRESSION_FAILED');
  });

  test('a template shares one budget among its expressions', () => {
    const loop = '${input.list.map(x, x + 1).size()}';
    expect(run([loop])).toBe('[50000]');
    expect(run(Array.from({ length: 50 }, () => loop))).toBe('EXPRESSION_FAILED');
  });
});

test('no failure is absorbed that says an evaluation costs too much', () => {
  expect(run('${input.list.all(x, input.list.all(y, true)) || true}')).toBe('EXPRESSION_FAILED');
});

test('an expression at the limit of its length is compiled', () => {
  const source = `"${'x'.repeat(EXPRESSION_LIMITS.characters - 2)}"`;
  expect(run(`\${${source}.size()}`)).toBe('refused');
  expect(run(`\${${source}}`)).toContain('xxx');
});

describe('any expression', () => {
  const token = fc.constantFrom(
    ...[
      'input',
      'steps',
      'a',
      'output',
      'run',
      'id',
      '.',
      '.',
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      '"',
      "'",
      ',',
      ':',
      '?',
    ],
    ...[
      '+',
      '-',
      '*',
      '/',
      '%',
      '!',
      '&&',
      '||',
      '==',
      '<',
      'in',
      ' ',
      '1',
      '0',
      '2.5',
      '1u',
      'null',
      'true',
      '"a"',
    ],
    ...[
      'map',
      'filter',
      'all',
      'has',
      'size',
      'x',
      '__proto__',
      'constructor',
      'prototype',
      'b"',
      'r"',
      '\\',
      '//',
      '\n',
    ],
  );
  const source = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join('')),
  );

  test('compiles to something that never throws, is plain JSON and pollutes nothing', () => {
    fc.assert(
      fc.property(source, fc.jsonValue(), (text, any) => {
        const input: Json = JSON.parse(JSON.stringify(any));
        const evaluation = compileFor(`\${${text}}`).template.evaluate(createScope(input, input));
        if (evaluation.ok) expect(JSON.parse(JSON.stringify(evaluation.value))).toEqual(evaluation.value);
        else expect(evaluation.code).toMatch(/^EXPRESSION_(FAILED|RANGE)$/);
      }),
      { numRuns: 3_000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.keys(Array.prototype)).toEqual([]);
  });
});
