import { expect, test } from '@jest/globals';
import { toScrollTop, toVirtualWindow } from './virtual-window.ts';

test('of 100,000 rows only those that are seen and some around them are in the page', () => {
  expect(toVirtualWindow(0, 500, 50, 100_000)).toEqual({ first: 0, last: 9, from: 0, to: 18 });
  expect(toVirtualWindow(50_010, 500, 50, 100_000)).toEqual({ first: 1000, last: 1010, from: 992, to: 1019 });
});

test('a list that became shorter than it is scrolled shows its end', () =>
  expect(toVirtualWindow(50_000, 500, 50, 20)).toEqual({ first: 10, last: 19, from: 2, to: 20 }));

test('an empty list has no rows', () =>
  expect(toVirtualWindow(0, 500, 50, 0)).toMatchObject({ from: 0, to: 0 }));

test('one scrolls no farther than it takes to see a row', () => {
  expect(toScrollTop(3, 0, 500, 50)).toBe(0);
  expect(toScrollTop(10, 0, 500, 50)).toBe(50);
  expect(toScrollTop(1, 500, 500, 50)).toBe(50);
});
