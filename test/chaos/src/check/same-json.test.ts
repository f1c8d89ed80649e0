import { expect, it } from '@jest/globals';
import { isSameJson } from './same-json.ts';

it.each([
  [
    { a: 1, b: [2] },
    { b: [2], a: 1 },
  ],
  [undefined, undefined],
  [{ a: undefined }, {}],
])('%j is the same JSON as %j', (a, b) => {
  expect(isSameJson(a, b)).toBe(true);
});

it.each([
  [{ a: 1 }, { a: '1' }],
  [{ a: 1 }, [{ a: 1 }]],
  [
    [1, 2],
    [2, 1],
  ],
  [{}, []],
  [null, undefined],
  [{ a: null }, {}],
])('%j is not the same JSON as %j', (a, b) => {
  expect(isSameJson(a, b)).toBe(false);
});
