import { expect, test } from '@jest/globals';
import { toRowsWindow } from './rows-window.ts';

test('only rows in view and a few around them are drawn', () => {
  expect(toRowsWindow(0, 200, 20, 10_000)).toEqual({ first: 0, end: 18 });
  expect(toRowsWindow(10_000, 200, 20, 10_000)).toEqual({ first: 492, end: 518 });
  expect(toRowsWindow(199_800, 200, 20, 10_000)).toEqual({ first: 9_982, end: 10_000 });
});

test('a list that has become shorter than it was scrolled draws its last rows', () => {
  expect(toRowsWindow(10_000, 200, 20, 5)).toEqual({ first: 0, end: 5 });
  expect(toRowsWindow(0, 200, 20, 0)).toEqual({ first: 0, end: 0 });
});
