import { describe, expect, it } from '@jest/globals';
import { scalable } from '../testing/closed-plant.ts';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { UslFit } from './usl-fit.ts';

const LEVELS = [4, 8, 12, 16, 22, 30];
const VARIATION = 0.3;
const ATTEMPTS = 120;
const truth = scalable(0.5, 0.02, 22);

function fitOf(seed: number): UslFit {
  const draws = new SeededDraws(seed);
  const error = VARIATION / Math.sqrt(ATTEMPTS);
  const measured = LEVELS.map((level) => ({
    level,
    meanSeconds: truth(level) * Math.exp(error * draws.normal()),
    error,
  }));
  const fit = UslFit.fit(measured);
  if (fit === undefined) throw new Error('six levels are enough');
  return fit;
}

describe('UslFit', () => {
  it.each([6, 18, 39])(
    'covers the true duration by 85 to 95 %% of its 90 %% intervals (%d in flight)',
    (level) => {
      let covered = 0;
      for (let seed = 0; seed < 600; seed++) {
        const { low, high } = fitOf(seed).seconds(level);
        if (low <= truth(level) && truth(level) <= high) covered++;
      }
      expect(covered / 600).toBeGreaterThan(0.85);
      expect(covered / 600).toBeLessThan(0.95);
    },
  );

  it('finds the level of the most throughput once levels have passed it', () => {
    const errors = Array.from({ length: 100 }, (_, seed) => Math.abs((fitOf(seed).bestLevel ?? 0) / 22 - 1));
    expect(errors.toSorted((a, b) => a - b)[50]).toBeLessThan(0.06);
  });

  it('predicts throughput as the level over the duration', () => {
    const { value, low, high } = fitOf(1).throughput(20);
    expect(value).toBeCloseTo(20 / fitOf(1).seconds(20).value, 9);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });

  it('knows nothing of fewer than four levels', () => {
    expect(UslFit.fit([{ level: 4, meanSeconds: 1, error: 0.1 }])).toBeUndefined();
  });
});
