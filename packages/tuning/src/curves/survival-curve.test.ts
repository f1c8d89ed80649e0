import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ObservedDuration, SurvivalCurve } from './survival-curve.ts';

/** Weeks of remission under 6-MP (Freireich and others, Blood 1963), as textbooks print it; `+` was cut off. */
const REMISSIONS = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+';

const toDurations = (text: string): ObservedDuration[] =>
  text.split(' ').map((word) => ({ value: Number.parseInt(word, 10), isCensored: word.endsWith('+') }));

const duration: fc.Arbitrary<ObservedDuration> = fc.record({
  value: fc.nat(1_000),
  isCensored: fc.boolean(),
});

describe('SurvivalCurve', () => {
  const curve = new SurvivalCurve(toDurations(REMISSIONS));

  it.each([
    [5, 1],
    [6, 0.857],
    [7, 0.807],
    [9, 0.807],
    [10, 0.753],
    [13, 0.69],
    [16, 0.627],
    [22, 0.538],
    [23, 0.448],
    [100, 0.448],
  ])('has the textbook share of the remission study at week %d', (week, share) => {
    expect(curve.at(week)).toBeCloseTo(share, 3);
  });

  it('has no quantile beyond what was seen to end', () => {
    expect(curve.quantile(0.25)).toBe(13);
    expect(curve.quantile(0.5)).toBe(23);
    expect(curve.quantile(0.6)).toBeUndefined();
    expect(curve.tail).toBeCloseTo(0.448, 3);
    expect(curve).toMatchObject({ count: 21, endings: 9 });
  });

  it('is the plain share of longer durations if none was cut off', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), fc.nat(60), (values, time) => {
        const whole = new SurvivalCurve(values.map((value) => ({ value, isCensored: false })));
        expect(whole.at(time)).toBeCloseTo(values.filter((value) => value > time).length / values.length, 9);
        const mean = values.reduce((sum, value) => sum + Math.min(value, time), 0) / values.length;
        expect(whole.meanUntil(time)).toBeCloseTo(mean, 9);
      }),
    );
  });

  it('never rises, and its quantiles are moments at which it has fallen far enough', () => {
    fc.assert(
      fc.property(fc.array(duration, { maxLength: 60 }), fc.nat(1_000), fc.nat(1_000), (durations, a, b) => {
        const any = new SurvivalCurve(durations);
        expect(any.at(Math.max(a, b))).toBeLessThanOrEqual(any.at(Math.min(a, b)));
        for (const q of [0.1, 0.5, 0.9, 1]) {
          const time = any.quantile(q);
          if (time === undefined) expect(1 - any.tail).toBeLessThan(q);
          else expect(1 - any.at(time)).toBeGreaterThanOrEqual(q - 1e-9);
        }
      }),
    );
  });

  it('knows nothing without durations', () => {
    const nothing = new SurvivalCurve([]);
    expect(nothing.at(1)).toBe(1);
    expect(nothing.quantile(0.5)).toBeUndefined();
    expect(nothing.meanUntil(3)).toBe(3);
  });
});
