/** A season has to be seen so often before it is found. */
const PERIODS_MIN = 1.25;
const CORRELATION_MIN = 0.6;
/** A longer lag has to correlate by so much more than a shorter one. */
const BETTER = 1.1;
const LAG_MIN = 6;
/** In between, a season is unlike itself: otherwise it is a trend, with chance on top. */
const APART = 0.2;

/** Work on a series is bounded: a longer one is seen in coarser steps first. */
const STEPS_MAX = 400;

/**
 * Returns the period of a series in steps: the smallest lag with a local maximum of the autocorrelation that is above 0.6,
 * and not beaten by a tenth by a longer one. Undefined if there is none that was seen one and a quarter times.
 */
export function findPeriod(series: readonly number[]): number | undefined {
  const factor = Math.ceil(series.length / STEPS_MAX);
  if (factor === 1) return findLag(series);
  const coarse = Array.from({ length: Math.floor(series.length / factor) }, (_, i) =>
    mean(series.slice(series.length % factor).slice(i * factor, (i + 1) * factor)),
  );
  const lag = findLag(coarse);
  if (lag === undefined) return undefined;
  // Fine steps around the coarse lag.
  const smooth = toSmooth(series);
  const near = Array.from({ length: 2 * factor + 1 }, (_, i) => lag * factor - factor + i);
  return near.reduce((best, each) =>
    autocorrelation(smooth, each) > autocorrelation(smooth, best) ? each : best,
  );
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function findLag(series: readonly number[]): number | undefined {
  const smooth = toSmooth(series);
  const lagMax = Math.floor(smooth.length / PERIODS_MIN);
  let best: { readonly lag: number; readonly correlation: number } | undefined;
  let before = autocorrelation(smooth, LAG_MIN - 1);
  let here = autocorrelation(smooth, LAG_MIN);
  let least = Math.min(before, here);
  for (let lag = LAG_MIN; lag < lagMax; lag++) {
    const after = autocorrelation(smooth, lag + 1);
    const isPeak = here > before && here >= after && here > CORRELATION_MIN && least < APART;
    if (isPeak && here > BETTER * (best?.correlation ?? 0)) best = { lag, correlation: here };
    least = Math.min(least, here);
    before = here;
    here = after;
  }
  return best?.lag;
}

/** Means of five neighbours: counts of arrivals vary by chance. */
function toSmooth(series: readonly number[]): readonly number[] {
  return series.map((_, i) => {
    const near = series.slice(Math.max(0, i - 2), i + 3);
    return mean(near);
  });
}

/** Pearson's correlation of the series with itself `lag` steps ago. */
function autocorrelation(series: readonly number[], lag: number): number {
  const n = series.length - lag;
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const a = series[i] ?? 0;
    const b = series[i + lag] ?? 0;
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  const spread = Math.sqrt((xx - (x * x) / n) * (yy - (y * y) / n));
  return spread > 0 ? (xy - (x * y) / n) / spread : 0;
}
