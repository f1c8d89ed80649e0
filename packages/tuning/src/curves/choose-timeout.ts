import type { SurvivalCurve } from './survival-curve.ts';

/** What a time-out is chosen from. Times and costs have the unit of the curve. */
interface TimeoutQuestion {
  readonly curve: SurvivalCurve;
  /** The time-out in force, by which the longest durations of the curve were cut off. */
  readonly current: number;
  /** What another attempt costs besides its duration. */
  readonly restartCost: number;
}

/** Fewer durations say too little about a quantile of 99 %. */
const DURATIONS_MIN = 150;
/** The largest factor by which a time-out changes at once. */
const STEP_MAX = 1.5;
/** The time-out without evidence for a shorter one, as a multiple of the 99th percentile. */
const HEADROOM = 1.5;
/** A shorter time-out has to save more than this share of the expected time. */
const GAIN_MIN = 0.1;
/** Beyond so many attempts that were cut off, the 99th percentile is unknown, and the time-out grows. */
const CUT_OFF_MAX = 0.01;
const GROWTH = 1.25;
const CANDIDATES = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999];

/**
 * Returns the time-out of an attempt. A time-out cuts off the very durations that would show that it is too short, so
 * it grows while more than a hundredth of them are cut off. Below that it is 1.5 times the 99th percentile, or less where
 * starting anew is so much better that the expected time to a success falls by a tenth. Returns the current one if the
 * curve rests on too little.
 */
export function chooseTimeout({ curve, current, restartCost }: TimeoutQuestion): number {
  if (curve.count < DURATIONS_MIN) return current;
  const p99 = curve.quantile(0.99);
  if (p99 === undefined || curve.tail > CUT_OFF_MAX) return restartsPayOff() ?? current * GROWTH;
  return limitStep(restartsPayOff() ?? p99 * HEADROOM);

  /** The best shorter time-out, if it is worth it. */
  function restartsPayOff(): number | undefined {
    const reference = expectedTime(curve, p99 === undefined ? current : p99 * HEADROOM, restartCost);
    let best: { readonly timeout: number; readonly time: number } | undefined;
    for (const q of CANDIDATES) {
      const timeout = curve.quantile(q);
      if (timeout === undefined) break;
      const time = expectedTime(curve, timeout, restartCost);
      if (time < (best?.time ?? reference * (1 - GAIN_MIN))) best = { timeout, time };
    }
    return best && limitStep(best.timeout);
  }

  function limitStep(timeout: number): number {
    return Math.min(current * STEP_MAX, Math.max(current / STEP_MAX, timeout));
  }
}

/**
 * The expected time to a success if every attempt is given up after `timeout` and begun anew, attempts being
 * independent: with S the curve and F = 1 - S, the integral of S from 0 to T plus S(T) times the cost, over F(T).
 */
export function expectedTime(curve: SurvivalCurve, timeout: number, restartCost: number): number {
  const ends = 1 - curve.at(timeout);
  if (ends <= 0) return Number.POSITIVE_INFINITY;
  return (curve.meanUntil(timeout) + (1 - ends) * restartCost) / ends;
}
