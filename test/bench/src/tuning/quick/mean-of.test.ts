import { expect, it } from '@jest/globals';
import { meanOf } from './mean-of.ts';

it('a mean has an error that falls with the number of values', () => {
  expect(meanOf([1.1, 1.3])).toEqual({
    mean: expect.closeTo(1.2, 9),
    error: expect.closeTo(1.96 * 0.1, 9),
    least: 1.1,
  });
  const many = meanOf(Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1.1 : 1.3)));
  expect(many.mean).toBeCloseTo(1.2, 9);
  expect(many.error).toBeLessThan(0.015);
  expect(meanOf([2])).toEqual({ mean: 2, error: 0, least: 2 });
});
