import type { SurvivalCurve } from './survival-curve.ts';

/** What a hedge is worth. Times have the unit of the curve; values and costs one unit of their own. */
export interface HedgeQuestion {
  readonly curve: SurvivalCurve;
  /** The time that an attempt may take before its result is late. */
  readonly deadline: number;
  /** What a late result loses: its value in time, and the penalty. */
  readonly missCost: number;
  readonly attemptCost: number;
  /** Whether such attempts have hedges now. */
  readonly isHedged?: boolean;
}

/** So many tell a curve. */
export const DURATIONS_MIN = 150;
/** So many tell enough of one where so many of them are late, and hedges save more than half of what misses cost. */
export const DURATIONS_MIN_IF_LATE = 60;
const LATE_MIN = 5;
const GAIN_MIN_OF_FEW = 0.5;
/** Results have to be there a little before their deadline. */
const MARGIN = 0.9;
/** A second attempt also takes the place of others. */
const ATTEMPT_WEIGHT = 1.5;
/** A hedge has to save more than a tenth of what misses cost without. */
const GAIN_MIN = 0.1;
/** The largest share of attempts that may get a second one: one of eight slow instances of a service, as far as samples tell. */
const SHARE_MAX = 0.16;
/** Hedges that are in force stay until it is as large as workers allow: some more slow attempts make them more useful, not less. */
const SHARE_MAX_IF_HEDGED = 0.2;
const CANDIDATES = [0.5, 0.6, 0.7, 0.75, 0.8, 0.82, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98];

/**
 * Returns the time after which a second attempt of the same call is begun beside the first, or null where that is not
 * worth its cost. Of both, the first result counts (Dean and Barroso, The Tail at Scale, 2013). It assumes that the
 * attempts are independent, so whoever hedges checks that misses really become fewer.
 */
export function chooseHedgeDelay(question: HedgeQuestion): number | null {
  const { curve, deadline, missCost, attemptCost, isHedged = false } = question;
  const shareMax = isHedged ? SHARE_MAX_IF_HEDGED : SHARE_MAX;
  const due = deadline * MARGIN;
  const isFew = curve.count < DURATIONS_MIN;
  if (isFew && (curve.count < DURATIONS_MIN_IF_LATE || curve.count * curve.at(due) < LATE_MIN)) return null;
  const without = curve.at(due) * missCost;
  const most = without * (1 - (isFew ? GAIN_MIN_OF_FEW : GAIN_MIN));
  let best: { readonly delay: number; readonly cost: number } | undefined;
  for (const q of CANDIDATES) {
    const delay = curve.quantile(q);
    if (delay === undefined || delay >= due) break;
    const hedged = curve.at(delay);
    if (hedged > shareMax) continue;
    const cost = curve.at(due) * curve.at(due - delay) * missCost + hedged * attemptCost * ATTEMPT_WEIGHT;
    if (cost < (best?.cost ?? most)) best = { delay, cost };
  }
  return best?.delay ?? null;
}

/** Says for people why `chooseHedgeDelay` returns null. */
export function whyNoDelay({ curve, deadline, isHedged = false }: HedgeQuestion): string {
  const due = deadline * MARGIN;
  const late = curve.at(due);
  const isFew = curve.count < DURATIONS_MIN;
  if (isFew && (curve.count < DURATIONS_MIN_IF_LATE || curve.count * late < LATE_MIN))
    return `${curve.count} durations say too little`;
  const shareMax = isHedged ? SHARE_MAX_IF_HEDGED : SHARE_MAX;
  // The latest delay has the fewest second attempts.
  if (late > shareMax)
    return `${percent(late)} of attempts are slow, and a second one is made of ${percent(shareMax)} at most`;
  return `second attempts cost as much as they save, with ${percent(late)} of attempts late`;
}

const percent = (share: number): string => `${Math.round(1_000 * share) / 10} %`;
