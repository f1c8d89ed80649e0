import { expect, it } from '@jest/globals';
import { toBatches } from './to-batches.ts';

const sizes = (runs: readonly unknown[]) => toBatches(runs).map((batch) => batch.length);

it('toBatches cuts at 1,000 runs and before 1 MB of UTF-8, keeps the order, and puts a run that is too large alone', () => {
  expect(sizes([])).toEqual([]);
  expect(sizes(Array(2_001).fill(1))).toEqual([1_000, 1_000, 1]);
  expect(sizes(Array(5).fill('x'.repeat(400_000)))).toEqual([2, 2, 1]);
  expect(sizes(Array(5).fill('€'.repeat(200_000)))).toEqual([1, 1, 1, 1, 1]);
  expect(sizes([1, 'x'.repeat(2_000_000), 2, 3])).toEqual([1, 1, 2]);
  expect(toBatches([1, 2, 3]).flat()).toEqual([1, 2, 3]);
});
