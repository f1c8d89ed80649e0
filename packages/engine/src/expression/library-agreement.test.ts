import { describe, expect, test } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { compileFor, evaluateFor } from '../template/template-fixture.ts';

const library = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

/** What the CEL library's own evaluator makes of an expression of literals; undefined if it fails. */
function evaluateByLibrary(source: string): unknown {
  try {
    return toPlain(library.evaluate(source));
  } catch {
    return undefined;
  }
}

function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return Array.isArray(value) ? value.map(toPlain) : value;
}

const int = fc.integer({ min: -50, max: 50 }).map(String);
const double = fc.integer({ min: -50, max: 50 }).map((n) => `${n}.5`);
const text = fc.constantFrom('"a"', '"ab"', '""', "'b'", '"é"');

const { number, bool, list } = fc.letrec<{ number: string; bool: string; list: string }>((tie) => {
  const [number, bool, list] = [tie('number'), tie('bool'), tie('list')];
  const binary = (operators: string[], operand: fc.Arbitrary<string>) =>
    fc.tuple(operand, fc.constantFrom(...operators), operand).map(([l, op, r]) => `(${l} ${op} ${r})`);
  return {
    number: fc.oneof(
      { maxDepth: 4 },
      int,
      binary(['+', '-', '*', '/', '%'], number),
      list.map((l) => `${l}.size()`),
    ),
    bool: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('true', 'false'),
      binary(['<', '<=', '>', '>=', '==', '!='], number),
      binary(['==', '!=', '<'], text),
      binary(['&&', '||'], bool),
      bool.map((b) => `!${b}`),
      fc.tuple(list, bool).map(([l, b]) => `${l}.exists(x, x > 1 && ${b})`),
      fc.tuple(number, list).map(([n, l]) => `(${n} in ${l})`),
    ),
    list: fc.oneof(
      { maxDepth: 4 },
      fc.array(int, { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc.tuple(list, number).map(([l, n]) => `${l}.map(x, x + ${n})`),
      fc.tuple(list, bool).map(([l, b]) => `${l}.filter(x, ${b} || x == 1)`),
      fc.tuple(bool, list, list).map(([b, l, r]) => `(${b} ? ${l} : ${r})`),
    ),
  };
});

describe('expressions of literals', () => {
  test('agree with the CEL library wherever that gives a value', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.oneof(number, bool, list, double), (source) => {
        const expected = evaluateByLibrary(source);
        if (expected === undefined) return;
        if (compileFor(`\${${source}}`).violations.some(({ got }) => got.includes('loops nested'))) return;
        compared += 1;
        expect([source, evaluateFor(`\${${source}}`)]).toEqual([source, { ok: true, value: expected }]);
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThan(500);
  });
});
