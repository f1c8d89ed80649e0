import type { AttributeValue } from '@ag06/protocol';
import { describe, expect, test } from '@jest/globals';
import { joinRanges, matchesAttributes, parseAttributeFilter } from './attribute-filter.ts';
import { termsOfAttributes, termsOfFilter } from './attribute-terms.ts';

const filtersOf = (...texts: readonly string[]) =>
  joinRanges(
    texts.map((text) => {
      const filter = parseAttributeFilter(['x', text]);
      if (typeof filter === 'string') throw new Error(filter);
      return filter;
    }),
  );

const isMatch = (value: AttributeValue, ...texts: readonly string[]): boolean =>
  matchesAttributes({ attributes: [['x', value]] }, filtersOf(...texts));

/** How many terms of the one filter list a run of this value. */
function countTerms(value: AttributeValue, ...texts: readonly string[]): number {
  const [filter, ...others] = filtersOf(...texts);
  if (filter === undefined || others.length > 0) throw new Error('One filter is expected.');
  const wanted = new Set(termsOfFilter(filter));
  return termsOfAttributes([['x', value]]).filter((term) => wanted.has(term)).length;
}

/** Numbers as people write them, and others; the same in each round. */
function drawNumbers(count: number): readonly number[] {
  let state = 4_606;
  const draw = (max: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * max);
  };
  const sign = () => (draw(3) === 0 ? -1 : 1);
  const makers = [
    () => draw(30),
    () => sign() * draw(1_000),
    () => sign() * (draw(100_000) / 100),
    () => sign() * (draw(1_000_000) / 7) * 10 ** (draw(12) - 6),
    () => sign() * (1 + draw(9)) * 10 ** (draw(600) - 300),
    () => 10 ** draw(6),
  ];
  return Array.from({ length: count }, (_, i) => makers[i % makers.length]?.() ?? 0);
}

describe('terms of attributes', () => {
  test('a range has one term of each number in it, and none of any other', () => {
    const numbers = [0, 1e-320, 1.5e-26, 1e25, 1.7e308, -1e25, Number.MAX_VALUE, ...drawNumbers(180)];
    const ends = drawNumbers(60);
    let found = 0;
    ends.forEach((end, i) => {
      const other = ends[(i * 7 + 3) % ends.length] ?? 0;
      for (const texts of [
        [`gt:${end}`],
        [`gte:${end}`],
        [`lt:${end}`],
        [`lte:${end}`],
        [`gte:${Math.min(end, other)}`, `lt:${Math.max(end, other)}`],
        [`gt:${Math.min(end, other)}`, `lte:${Math.max(end, other)}`],
      ]) {
        const filters = filtersOf(...texts);
        const wanted = new Set(filters.flatMap(termsOfFilter));
        for (const number of [...numbers, end, other]) {
          const run = { attributes: [['x', number]] } as const;
          const expected = matchesAttributes(run, filters) ? 1 : 0;
          found += expected;
          const terms = termsOfAttributes(run.attributes).filter((term) => wanted.has(term)).length;
          if (terms !== expected) throw new Error(`${number} has ${terms} terms of ${texts.join(' and ')}`);
        }
      }
    });
    expect(found).toBeGreaterThan(10_000);
  });

  test('a range of times has one term of each time in it, to the millisecond', () => {
    const at = Date.parse('2026-02-01T00:00:00Z');
    const times = [-1, 0, 1, 999, 1_000, 86_400_000, -86_400_000].map((ms) =>
      new Date(at + ms).toISOString(),
    );
    for (const end of times) {
      for (const time of [
        ...times,
        '1969-12-31T23:59:59Z',
        '1970-01-01T00:00:00.000Z',
        '9999-12-31T00:00:00Z',
      ]) {
        for (const operator of ['gt', 'gte', 'lt', 'lte']) {
          const isIn = isMatch(time, `${operator}:${end}`);
          expect({ time, operator, end, terms: countTerms(time, `${operator}:${end}`) }).toEqual({
            time,
            operator,
            end,
            terms: isIn ? 1 : 0,
          });
        }
      }
    }
    expect(isMatch('2026-02-01T01:00:00+01:00', '2026-02-01T00:00:00Z')).toBe(true);
  });

  test('a range that ends before it begins has no terms', () => {
    for (const texts of [
      ['gt:5', 'lt:3'],
      ['gt:-3', 'lt:-5'],
      ['gt:5', 'lt:5'],
      ['gt:0', 'lt:0'],
    ]) {
      const [filter] = filtersOf(...texts);
      expect(filter && termsOfFilter(filter)).toEqual([]);
    }
  });

  test('a filter has at most some hundred terms, and usual ones some dozen', () => {
    const count = (...texts: string[]) =>
      filtersOf(...texts).flatMap((filter) => termsOfFilter(filter)).length;
    expect(count('gt:100')).toBeLessThanOrEqual(50);
    expect(count('gte:100', 'lt:250')).toBeLessThanOrEqual(50);
    expect(count('gt:2026-01-01T00:00:00Z')).toBeLessThan(160);
    expect(count('gt:-1.2345678901234567e-300', 'lt:1.2345678901234567e-300')).toBeLessThan(900);
    expect(count('gt:1.1111111111111112e300', 'lt:9.888888888888889e300')).toBeLessThan(900);
  });

  test('a value has at most 21 terms, and few if it is short', () => {
    const count = (value: AttributeValue) => termsOfAttributes([['x', value]]).length;
    expect(count(100)).toBe(2);
    expect(count(1234.5)).toBe(6);
    expect(count(0)).toBe(1);
    expect(count(true)).toBe(1);
    expect(count(Number('-1.2345678901234567e-300'))).toBe(21);
    expect(count('2026-01-01T00:00:00Z')).toBeLessThanOrEqual(10);
    expect(count('c'.repeat(256))).toBe(10);
    expect(count('cust')).toBe(4);
  });

  test('equality finds a number, a boolean or a time by its form, and a text by its letters', () => {
    expect(isMatch(7, '7')).toBe(true);
    expect(isMatch('7', '7')).toBe(true);
    expect(isMatch(7, '7.0')).toBe(true);
    expect(isMatch('7', '7.0')).toBe(false);
    expect(isMatch(7, '007')).toBe(false);
    expect(isMatch('007', '007')).toBe(true);
    expect(isMatch(true, 'true')).toBe(true);
    expect(isMatch('true', 'true')).toBe(true);
    expect(isMatch(true, 'false')).toBe(false);
    expect(isMatch('2026-02-30T00:00:00Z', '2026-02-30T00:00:00Z')).toBe(true);
    expect(isMatch('7', 'gt:5')).toBe(false);
    for (const value of [7, '7', true, 'true', '2026-01-01T00:00:00Z', 'é', '', '😀b']) {
      expect(countTerms(value, String(value))).toBe(1);
    }
  });

  test('a prefix finds texts by whole characters', () => {
    expect(isMatch('customer-17', 'prefix:cust')).toBe(true);
    expect(isMatch('customer-17', 'prefix:Cust')).toBe(false);
    expect(isMatch(17, 'prefix:1')).toBe(false);
    for (const prefix of ['c', 'cu', 'cus', 'customer-17', 'customer-17-and-more', '😀', '😀😀x']) {
      expect(countTerms(`${prefix}-tail`, `prefix:${prefix}`)).toBe(1);
    }
  });

  test('a comparison of a text or a boolean is refused', () => {
    expect(parseAttributeFilter(['x', 'gt:abc'])).toMatch('a number, or a time');
    expect(parseAttributeFilter(['x', 'lte:true'])).toMatch('behind lte:');
    expect(parseAttributeFilter(['x', 'gt:'])).toMatch('a number');
    expect(parseAttributeFilter(['x', 'prefix:'])).toMatch('a text');
  });
});
