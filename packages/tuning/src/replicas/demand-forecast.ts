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
 * Returns the shortfall of this very forecast that is exceeded with a probability of 1 - q, from a backtest of the last
 * origins (split-conformal prediction: Vovk and others, 2005). 0 without any origin.
 */
export function forecastMargin(
  series: readonly number[],
  period: number,
  horizon: number,
  q: number,
): number {
  const last = series.length - horizon;
  const shortfalls: number[] = [];
  for (let at = Math.max(period + LEVEL_BINS, last - ORIGINS + 1); at <= last; at++) {
    const got = Math.max(
      ...Array.from({ length: horizon }, (_, i) => meanOf(series, at + i - 1, at + i + 2)),
    );
    shortfalls.push(got - forecastPeak(series, period, horizon, at));
  }
  if (shortfalls.length === 0) return 0;
  const sorted = shortfalls.toSorted((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.ceil(q * (sorted.length + 1)) - 1);
  return Math.max(0, sorted[Math.max(0, rank)] ?? 0);
}

export function meanOf(series: readonly number[], from: number, to: number): number {
  const part = series.slice(Math.max(0, from), Math.max(0, Math.min(series.length, to)));
  return part.length === 0 ? 0 : part.reduce((sum, value) => sum + value, 0) / part.length;
}
