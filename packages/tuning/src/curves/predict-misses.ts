import type { SurvivalCurve } from './survival-curve.ts';

interface PredictedMisses {
  /** Whether the curve says anything about so late a time. */
  readonly isKnown: boolean;
  /** Of jobs. */
  readonly share: number;
  /** The standard error. */
  readonly error: number;
}

const COUNT_MIN = 150;

/**
 * Returns the share of jobs that miss a deadline: of those without a hedge, the share of attempts that last longer; of
 * hedged ones, both attempts have to, and the second began later. The error is Greenwood's for a curve without
 * censoring, which is close to it where few are cut off.
 *
 * @param deadline seconds; infinite if there is none
 */
export function predictMisses(
  curve: SurvivalCurve,
  deadline: number,
  hedgeAfterMs: number | null,
): PredictedMisses {
  if (!Number.isFinite(deadline)) return { isKnown: true, share: 0, error: 0 };
  if (curve.count < COUNT_MIN || deadline <= 0) return { isKnown: false, share: 1, error: 1 };
  const first = curve.at(deadline);
  const second = hedgeAfterMs === null ? 1 : curve.at(Math.max(0, deadline - hedgeAfterMs / 1_000));
  const share = first * second;
  const least = 1 / curve.count;
  const relative = Math.hypot(
    toError(first, curve.count),
    hedgeAfterMs === null ? 0 : toError(second, curve.count),
  );
  return { isKnown: true, share, error: Math.max(least * second, share * relative) };
}

/** Of a share, relative to it. */
const toError = (share: number, count: number): number =>
  share > 0 ? Math.sqrt((1 - share) / (share * count)) : 0;
