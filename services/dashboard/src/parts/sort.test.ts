import { describe, expect, test } from '@jest/globals';
import { nextSort, parseSort, type SortValue, sortRows, withSort } from './sort.ts';

const sorted = (values: readonly SortValue[], isDescending = false) =>
  sortRows(
    values.map((value) => ({ value })),
    ({ value }) => value,
    isDescending,
  ).map(({ value }) => value);

describe('sorted rows', () => {
  test('have numbers by size and texts with their numbers by size', () => {
    expect(sorted([10, 9, 100])).toEqual([9, 10, 100]);
    expect(sorted(['w-10', 'w-9', 'Ärger', 'b'])).toEqual(['Ärger', 'b', 'w-9', 'w-10']);
    expect(sorted([true, false], true)).toEqual([true, false]);
  });

  test('have those without a value last, in both directions', () => {
    expect(sorted([undefined, 2, undefined, 1])).toEqual([1, 2, undefined, undefined]);
    expect(sorted([undefined, 2, undefined, 1], true)).toEqual([2, 1, undefined, undefined]);
  });

  test('with the same value stay in their order, in both directions', () => {
    const rows = [
      { name: 'first', value: 1 },
      { name: 'second', value: 1 },
      { name: 'zero', value: 0 },
    ];
    const names = (isDescending: boolean) =>
      sortRows(rows, ({ value }) => value, isDescending).map(({ name }) => name);
    expect(names(false)).toEqual(['zero', 'first', 'second']);
    expect(names(true)).toEqual(['first', 'second', 'zero']);
  });
});

describe('the sort of a table', () => {
  test('is in the address, beside what else is there', () => {
    const sort = { column: 'Waiting', isDescending: true };
    const search = withSort('?a=1', 'sort', sort);
    expect(search).toBe('?a=1&sort=-Waiting');
    expect(parseSort(search, 'sort', ['Agent', 'Waiting'])).toEqual(sort);
    expect(withSort(search, 'sort', undefined)).toBe('?a=1');
    expect(withSort('?sort=Agent', 'sort', undefined)).toBe('');
  });

  test('by a column that there is not is none', () => {
    expect(parseSort('?sort=valueOf', 'sort', ['Agent'])).toBeUndefined();
    expect(parseSort('', 'sort', ['Agent'])).toBeUndefined();
  });

  test('goes from ascending to descending, and back to the order of the table', () => {
    const up = nextSort(undefined, 'Agent');
    const down = nextSort(up, 'Agent');
    expect([up, down, nextSort(down, 'Agent')]).toEqual([
      { column: 'Agent', isDescending: false },
      { column: 'Agent', isDescending: true },
      undefined,
    ]);
    expect(nextSort(down, 'Waiting')).toEqual({ column: 'Waiting', isDescending: false });
  });
});
