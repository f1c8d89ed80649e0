import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isMultipleOf } from './multiple-of.ts';

describe('multipleOf', () => {
  test.each([
    [0.01, 0.07],
    [0.01, 1.15],
    [0.01, 4.35],
    [0.1, 0.3],
    [0.001, 8.297],
    [1e-8, 0.00000007],
    [2.5, 7.5],
    [0.01, -19.99],
    [0.01, 1e15],
    [3, 9],
    [1e300, 2e300],
  ])('of %p takes %p', (step, value) => {
    expect(isMultipleOf(step, value)).toBe(true);
  });

  test.each([
    [0.01, 0.075],
    [0.01, 0.0700000000001],
    [0.1, 0.35],
    [3, 10],
    [2, 1.5],
    [1e300, 1],
    [0.3, 1],
  ])('of %p refuses %p', (step, value) => {
    expect(isMultipleOf(step, value)).toBe(false);
  });

  test('of every decimal step takes each count of it, as it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 8 }), (count, places) => {
        const step = Number(`1e-${places}`);
        expect(isMultipleOf(step, Number(`${count}e-${places}`))).toBe(true);
      }),
    );
  });
});
