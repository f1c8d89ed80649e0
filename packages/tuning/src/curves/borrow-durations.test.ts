import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { borrowDurations } from './borrow-durations.ts';
import { type ObservedDuration, SurvivalCurve } from './survival-curve.ts';

interface Kind {
  readonly median: number;
  /** The share of attempts that take 18 times as long. */
  readonly slow: number;
  /** Longer ones are cut off then. */
  readonly cut?: number;
}

function draw(seed: number, count: number, { median, slow, cut = 1_000 }: Kind): readonly ObservedDuration[] {
  const draws = new SeededDraws(seed);
  return Array.from({ length: count }, () => {
    const value = median * Math.exp(0.2 * draws.normal()) * (draws.uniform() < slow ? 18 : 1);
    return { value: Math.min(value, cut), isCensored: value > cut };
  });
}

const FAST = draw(1, 140, { median: 0.2, slow: 0.1 });

describe('borrowDurations', () => {
  it('scales durations of a size that looks alike to the median, so that stragglers are known before any was seen', () => {
    const own = draw(2, 30, { median: 3, slow: 0 });
    const curve = new SurvivalCurve(borrowDurations(own, [FAST]));
    expect(curve.count).toBe(170);
    expect(curve.quantile(0.5)).toBeCloseTo(3, 0);
    expect(curve.at(15)).toBeCloseTo(0.1, 1);
    expect(curve.quantile(0.98)).toBeGreaterThan(30);
  });

  it('takes what was cut off as cut off, so that stragglers do not seem to end then', () => {
    const own = draw(2, 30, { median: 3, slow: 0.1, cut: 9 });
    const curve = new SurvivalCurve(
      borrowDurations(own, [draw(3, 140, { median: 0.2, slow: 0.1, cut: 0.8 })]),
    );
    expect(curve.count).toBe(170);
    expect(curve.tail).toBeCloseTo(0.1, 1);
  });

  it('borrows from each size that looks alike, and not from one with other shares of slow attempts', () => {
    const own = draw(2, 60, { median: 3, slow: 0 });
    const [alike, unlike] = [
      draw(4, 100, { median: 1, slow: 0.02 }),
      draw(5, 100, { median: 0.2, slow: 0.45 }),
    ];
    expect(borrowDurations(own, [unlike, alike])).toHaveLength(160);
  });

  it.each([
    ['it has 150', draw(6, 150, { median: 3, slow: 0 })],
    ['it has fewer than 20', draw(6, 19, { median: 3, slow: 0 })],
    ['most were cut off, so that it has no median', draw(6, 60, { median: 3, slow: 0, cut: 2 })],
  ])('keeps to the own durations of a size where %s', (_, own) => {
    expect(borrowDurations(own, [FAST])).toEqual(own);
  });
});
