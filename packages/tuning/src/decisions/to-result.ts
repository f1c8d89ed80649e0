import type { Prediction, Result } from './decision.ts';
import type { ValueMeter } from './value-meter.ts';

/** The quantile of a normal distribution for 90 %. */
const Z = 1.645;
/** After a change, so many mean durations pass before the old settings are out of the measurement. */
const SETTLE_DURATIONS = 1.5;
const SECONDS_MIN = 5;
const JOBS_MIN = 20;
/** Forecasts of demand are of means over so many seconds. */
const DEMAND_SECONDS = 15;

/**
 * Returns what came of a prediction. Undefined if that cannot be said yet; null if it never can.
 *
 * @param at when it was made
 * @param until when the settings changed again, a minute at most, or what the prediction says
 */
export function toResult(
  prediction: Prediction,
  { at, until }: { readonly at: number; readonly until: number },
  meter: ValueMeter,
): Result | null | undefined {
  if (meter.until < until - 1e-6) return undefined;
  const { of, value, low, high } = prediction;
  if (of === 'arrivalsPerSec') {
    const got = meter.mostArrivals(at, until, DEMAND_SECONDS);
    return got === undefined
      ? null
      : { value: got, seconds: until - at, isWithin: low <= got && got <= high };
  }
  const from = of === 'valuePerSec' ? at + SETTLE_DURATIONS * meter.meanSeconds : at;
  const measured = meter.between(from, until);
  if (measured === undefined || measured.seconds < SECONDS_MIN || measured.jobs < JOBS_MIN) return null;
  const { seconds, jobs, misses, perSecond, inflight } = measured;
  if (of === 'missShare') {
    const share = misses / jobs;
    const chance = Z * Math.sqrt(Math.max(value * (1 - value), 1 / jobs) / jobs);
    return { value: share, seconds, isWithin: low - chance <= share && share <= high + chance };
  }
  // Attempts that began together end together, so that counts vary with the load, too.
  const chance = Math.sqrt(0.15 * jobs + 0.2 * inflight + 1) / jobs;
  const ratio = perSecond > 0 && value > 0 ? Math.log(perSecond / value) : Number.NEGATIVE_INFINITY;
  const bound = ratio > 0 ? Math.log(high / value) : Math.log(value / Math.max(1e-9, low));
  return { value: perSecond, seconds, isWithin: Math.abs(ratio) <= Math.hypot(bound, Z * chance) };
}
