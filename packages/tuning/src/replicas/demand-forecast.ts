/** A forecast from one season ago, scaled by how the level has changed since then. */
const LEVEL_BINS = 6;
const SCALE = { min: 0.8, max: 1.25 } as const;
const ORIGINS = 40;

/**
 * Returns the most that is expected within so many steps: the smoothed demand of one period ago, scaled by the level of now
 * to the level then (design, section 5.8). `at`: the steps that are known then. `from`: leaves out
 * so many steps.
 */
export function forecastPeak(
  series: readonly number[],
  period: number,
  horizon: number,
  at = series.length,
  from = 0,
): number {
  const level = meanOf(series, at - LEVEL_BINS, at);
  const then = meanOf(series, at - LEVEL_BINS - period, at - period);
  const scale = then > 0 ? Math.min(SCALE.max, Math.max(SCALE.min, level / then)) : 1;
  let peak = 0;
  for (let ahead = from; ahead < horizon; ahead++) {
    // Beyond one period, that of the last known one.
    const back = at - period * Math.ceil((ahead + 1) / period) + ahead;
    peak = Math.max(peak, meanOf(series, back - 1, Math.min(at, back + 2)));
  }
  return peak * scale;
}

/**
 * Returns by how much demand was above this very forecast, at each of the last origins, in order of size: a backtest, whose
 * quantiles hold for the next forecast as well (split-conformal prediction: Vovk and others, 2005). Empty without any
 * origin.
 */
export function backtestForecast(
  series: readonly number[],
  period: number,
  horizon: number,
  from = 0,
): readonly number[] {
  const last = series.length - horizon;
  const shortfalls: number[] = [];
  for (let at = Math.max(period + LEVEL_BINS, last - ORIGINS + 1); at <= last; at++) {
    const got = Math.max(
      ...Array.from({ length: horizon - from }, (_, i) =>
        meanOf(series, at + from + i - 1, at + from + i + 2),
      ),
    );
    shortfalls.push(got - forecastPeak(series, period, horizon, at, from));
  }
  return shortfalls.toSorted((a, b) => a - b);
}

/** The shortfall that is exceeded with a probability of 1 - q at most; 0 without any. */
export function quantileOf(shortfalls: readonly number[], q: number): number {
  const rank = Math.min(shortfalls.length - 1, Math.ceil(q * (shortfalls.length + 1)) - 1);
  return shortfalls[Math.max(0, rank)] ?? 0;
}

export function meanOf(series: readonly number[], from: number, to: number): number {
  const part = series.slice(Math.max(0, from), Math.max(0, Math.min(series.length, to)));
  return part.length === 0 ? 0 : part.reduce((sum, value) => sum + value, 0) / part.length;
}
