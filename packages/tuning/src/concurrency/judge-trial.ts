import { clamp } from './clamp.ts';
import type { LevelEstimate } from './cohort.ts';

/** What a trial of a level has shown so far beside the incumbent. */
export interface Trial {
  readonly reference: LevelEstimate;
  readonly tried: LevelEstimate;
  /** How far apart both levels are, as a logarithm. */
  readonly distance: number;
  readonly seconds: number;
  /** Whether each half of the trial is better by itself. */
  readonly isTwice: boolean;
  /** Whether the incumbent is the default, which takes more proof to leave. */
  readonly isLeaving: boolean;
  /** Whether the incumbent is in force again, and all attempts of the trial have ended. */
  readonly isComplete: boolean;
}

/** What a trial has found, for whoever tells people. */
interface TrialNote extends Finding {
  readonly from: number;
  readonly to: number;
  /** Value per second before and in the trial. */
  readonly before: number;
  readonly after: number;
}

/** What a trial found: the gain of the logarithm of the value, and its standard error. */
export interface Finding {
  readonly gain: number;
  readonly error: number;
  readonly distance: number;
}

/**
 * `retry`: it took too long, but promises something, so it is worth another try with a larger step. `pause`: it is not paid for
 * any longer, and goes on once it is.
 */
export type Verdict = 'wait' | 'accept' | 'reject' | 'retry' | 'pause';

const GAIN_MIN = 0.02;
const TRIAL_SECONDS = 25;
/** A trial may take so many mean durations: slow attempts need longer to be seen to the end. */
const TRIAL_DURATIONS = 7;

export const toFinding = ({ reference, tried, distance }: Trial): Finding => ({
  gain: tried.logValue - reference.logValue,
  error: Math.hypot(tried.error, reference.error),
  distance,
});

export const toNote = (from: number, to: number, trial: Trial): TrialNote => ({
  ...toFinding(trial),
  from,
  to,
  before: Math.exp(trial.reference.logValue),
  after: Math.exp(trial.tried.logValue),
});

/** How long a trial may take. `meanSeconds`: of an attempt of the incumbent. */
export const trialSeconds = (meanSeconds: number): number =>
  Math.max(TRIAL_SECONDS, TRIAL_DURATIONS * meanSeconds);

/** The error at which a trial of this step is judged: small steps need precision, large ones show soon. */
const errorFor = (step: number): number => clamp(step / 5, 0.045, 0.09);

/** Judges a trial as soon as it is precise enough for its step, has taken too long, or has told all that it will. */
export function judgeTrial(trial: Trial): Verdict {
  const { tried, reference, distance, seconds, isTwice, isLeaving, isComplete } = trial;
  const { gain, error } = toFinding(trial);
  if (tried.count >= (isLeaving ? 40 : 15) && tried.error <= errorFor(distance)) {
    const isBetter = gain > Math.max(GAIN_MIN, (isLeaving ? 3 : 1.5) * error);
    if (isBetter && (isTwice || !isLeaving)) return 'accept';
    if (gain < -error || gain + 1.5 * error < GAIN_MIN) return 'reject';
  }
  const isOver = seconds >= trialSeconds(reference.meanSeconds) || (tried.count >= 400 && seconds >= 8);
  if (!isOver && !isComplete) return 'wait';
  if (gain > 0.7 * error) return 'retry';
  // A trial that left force early says little yet.
  return isComplete && gain + 1.5 * error > GAIN_MIN ? 'pause' : 'reject';
}

/** A reference is taken as it is after so long, and earlier if it is this precise. */
const REFERENCE_SECONDS = 25;
const REFERENCE_COUNT_MIN = 15;

/**
 * Whether an incumbent is measured well enough to be compared with.
 *
 * @param seconds for how long it was measured
 * @param keenStep the step that is known to pay, for which less precision will do; undefined if none is
 */
export function isMeasured(
  { count, error }: LevelEstimate,
  seconds: number,
  keenStep: number | undefined,
): boolean {
  if (count < REFERENCE_COUNT_MIN) return false;
  if (error <= 0.03 || seconds >= REFERENCE_SECONDS) return true;
  if (seconds >= 8 && error <= 0.045) return true;
  return keenStep !== undefined && error <= errorFor(keenStep);
}

/** Whether a level was clearly worse than the incumbent when it was in force. */
export const isKnownWorse = (level: LevelEstimate | undefined, reference: LevelEstimate): boolean =>
  level !== undefined && level.count >= 60 && level.logValue + 1.5 * level.error < reference.logValue;
