import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { backtestForecast, forecastPeak, quantileOf } from './demand-forecast.ts';
import { findPeriod } from './find-period.ts';

const season = (length: number, period: number, noise = 0, seed = 1): readonly number[] => {
  const draws = new SeededDraws(seed);
  return Array.from(
    { length },
    (_, i) => 20 + 10 * Math.sin((2 * Math.PI * i) / period) + noise * draws.normal(),
  );
};

describe('findPeriod', () => {
  it.each([20, 44, 90])('finds a period of %d steps in a noisy season', (period) => {
    const found = findPeriod(season(3 * period, period, 2)) ?? 0;
    expect(Math.abs(found / period - 1)).toBeLessThan(0.1);
  });

  it('finds none in noise, in a straight line, and before one period and a quarter', () => {
    expect(findPeriod(season(200, 1e9, 5))).toBeUndefined();
    expect(findPeriod(Array.from({ length: 100 }, () => 7))).toBeUndefined();
    expect(findPeriod(season(48, 40))).toBeUndefined();
  });
});

describe('A forecast', () => {
  it('is the peak of one period ago within the horizon', () => {
    const series = season(100, 40);
    // The next peak is at 130, ten steps after 120 of the series' own time.
    expect(forecastPeak(series, 40, 35)).toBeCloseTo(30, 0);
    expect(forecastPeak(series, 40, 3)).toBeLessThan(24);
  });

  it('is scaled by how the level has changed since, by a quarter at most', () => {
    const series = season(160, 40).map((value, i) => (i < 154 ? value : 3 * value));
    expect(forecastPeak(series, 40, 35) / forecastPeak(season(160, 40), 40, 35)).toBeCloseTo(1.25, 1);
  });

  it('has a margin that covers its own shortfalls of the past', () => {
    const series = season(300, 40, 2);
    const short = quantileOf(backtestForecast(series, 40, 6), 0.5);
    const safe = quantileOf(backtestForecast(series, 40, 6), 0.95);
    expect(safe).toBeGreaterThan(short);
    expect(safe).toBeLessThan(8);
    expect(quantileOf(backtestForecast(season(300, 40), 40, 6), 0.9)).toBeLessThan(0.5);
  });
});
