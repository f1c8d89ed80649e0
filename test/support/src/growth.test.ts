import { expect, it } from '@jest/globals';
import { growthOf } from './growth.ts';

function count(rounds: number): number {
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum += Math.sqrt(i);
  return sum;
}

it('growthOf tells work that grows with the size from work that grows with its square', () => {
  const sizes = [250, 1_000] as const;
  expect(growthOf((size) => count(size * 250), ...sizes)).toBeLessThan(9);
  expect(growthOf((size) => count(size * size), ...sizes)).toBeGreaterThan(9);
});
