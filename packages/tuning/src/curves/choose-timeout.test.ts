import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { chooseTimeout, expectedTime } from './choose-timeout.ts';
import { type ObservedDuration, SurvivalCurve } from './survival-curve.ts';

/** Attempts of which three in a hundred are stragglers; the 99th percentile is about 6.7 s. */
function drawSeconds(draws: SeededDraws): number {
  const straggles = draws.uniform() < 0.03;
  return straggles ? 2 + draws.exponential(4.3) : 0.2 + draws.exponential(0.1);
}

const cutAt = (seconds: number, timeout: number): ObservedDuration =>
  seconds > timeout ? { value: timeout, isCensored: true } : { value: seconds, isCensored: false };

const trueP99 = (): number => {
  const draws = new SeededDraws(1);
  const all = Array.from({ length: 100_000 }, () => drawSeconds(draws)).toSorted((a, b) => a - b);
  return all[99_000] ?? 0;
};

describe('chooseTimeout', () => {
  it('stays around the truth when it is chosen again and again from durations that it cut off itself', () => {
    const draws = new SeededDraws(7);
    const p99 = trueP99();
    let timeout = 1.5 * p99;
    let naive = timeout;
    for (let round = 0; round < 12; round++) {
      const seen = Array.from({ length: 1_500 }, () => drawSeconds(draws));
      // A restart costs so much that the shorter time-outs do not pay.
      timeout = chooseTimeout({
        curve: new SurvivalCurve(seen.map((seconds) => cutAt(seconds, timeout))),
        current: timeout,
        restartCost: 1_000,
      });
      const finished = seen.filter((seconds) => seconds <= naive).toSorted((a, b) => a - b);
      naive = finished[Math.floor(finished.length * 0.99)] ?? naive;
      expect(timeout).toBeGreaterThan(0.6 * p99);
      expect(timeout).toBeLessThan(2.5 * p99);
    }
    // The same from what has finished alone: a time-out that cuts off more each time.
    expect(naive).toBeLessThan(0.4 * p99);
  });

  it('restarts early where that is much faster than waiting', () => {
    const draws = new SeededDraws(3);
    const durations = Array.from({ length: 2_000 }, () => cutAt(drawSeconds(draws), 20));
    let timeout = 10;
    for (let round = 0; round < 8; round++)
      timeout = chooseTimeout({ curve: new SurvivalCurve(durations), current: timeout, restartCost: 0 });
    const curve = new SurvivalCurve(durations);
    expect(timeout).toBeLessThan(2);
    expect(expectedTime(curve, timeout, 0)).toBeLessThan(0.9 * expectedTime(curve, 10, 0));
  });

  it('changes by half at most, and not at all from few durations', () => {
    const fast = new SurvivalCurve(Array.from({ length: 500 }, () => ({ value: 0.01, isCensored: false })));
    expect(chooseTimeout({ curve: fast, current: 9, restartCost: 1 })).toBe(6);
    const few = new SurvivalCurve(Array.from({ length: 100 }, () => ({ value: 0.01, isCensored: false })));
    expect(chooseTimeout({ curve: few, current: 9, restartCost: 1 })).toBe(9);
  });

  it('grows while more than a hundredth of the attempts are cut off', () => {
    const cut = Array.from({ length: 500 }, (_, i) => cutAt(i < 480 ? 1 : 100, 2));
    expect(chooseTimeout({ curve: new SurvivalCurve(cut), current: 2, restartCost: 100 })).toBe(2.5);
  });
});

describe('expectedTime', () => {
  it('is that of the geometric number of restarts', () => {
    // Half take 1 s, half 9 s: given up after 2 s, two attempts on average, one of which is given up at a cost of 3.
    const halves = new SurvivalCurve([1, 9].map((value) => ({ value, isCensored: false })));
    expect(expectedTime(halves, 2, 3)).toBeCloseTo(1 + 2 + 3, 9);
    expect(expectedTime(halves, 0.5, 3)).toBe(Number.POSITIVE_INFINITY);
  });
});
