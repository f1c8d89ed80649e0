import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { predictMisses } from './predict-misses.ts';
import { SurvivalCurve } from './survival-curve.ts';

/** One attempt in 25 takes 20 times as long; 300 of them are known. */
function curveOf(seed: number): SurvivalCurve {
  const draws = new SeededDraws(seed);
  const durations = Array.from({ length: 300 }, () => ({
    value: (0.5 + draws.uniform()) * (draws.uniform() < 0.04 ? 20 : 1),
    isCensored: false,
  }));
  return new SurvivalCurve(durations);
}

describe('The predicted share of misses', () => {
  it('covers the truth by 85 to 95 % of its 90 % intervals', () => {
    let covered = 0;
    for (let seed = 1; seed <= 600; seed++) {
      const { share, error } = predictMisses(curveOf(seed), 5, null);
      if (Math.abs(share - 0.04) <= 1.645 * error) covered++;
    }
    expect(covered / 600).toBeGreaterThan(0.85);
    expect(covered / 600).toBeLessThan(0.95);
  });

  it('is the product of both attempts of a hedged job', () => {
    const { share } = predictMisses(curveOf(1), 5, 2_000);
    expect(share).toBeCloseTo(curveOf(1).at(5) * curveOf(1).at(3), 9);
  });

  it('is not known from few attempts, and nothing where there is no deadline', () => {
    expect(predictMisses(new SurvivalCurve([]), 5, null).isKnown).toBe(false);
    expect(predictMisses(new SurvivalCurve([]), Number.POSITIVE_INFINITY, null).share).toBe(0);
  });
});
