import { z } from 'zod';
import type { MeasuredValue } from '../decisions/value-meter.ts';

export const HarmWatchModel = z.strictObject({
  /** The change that is on trial: when it was made, and the value per job before, with its standard error. */
  trial: z
    .strictObject({ at: z.number(), before: z.number(), error: z.number().default(0), bad: z.int() })
    .nullable(),
});
export type HarmWatchModel = z.infer<typeof HarmWatchModel>;
type Trial = NonNullable<HarmWatchModel['trial']>;

const WINDOW_SECONDS = 30;
const JOBS_MIN = 60;
/** Two windows in a row below this share of the value before are a harm. */
const HARM = 0.9;
const WINDOWS = 2;
/** Standard errors: less is chance. */
const Z = 2;

/**
 * Watches one change of a setting for a minute, by the value of the jobs that are done (design, section 7). What lies within
 * two standard errors of the value before is no harm.
 */
export class HarmWatch {
  #state: HarmWatchModel;

  constructor(model?: HarmWatchModel) {
    this.#state = { trial: null, ...model };
  }

  /** A change is made. Without enough jobs before it, there is nothing to compare with. */
  begin(now: number, measure: (from: number, to: number) => MeasuredValue | undefined): void {
    const before = measure(now - WINDOW_SECONDS, now);
    const isKnown = before !== undefined && before.jobs >= JOBS_MIN && before.perJob > 0;
    this.#state.trial = isKnown
      ? { at: now, before: before.perJob, error: before.perJobError, bad: 0 }
      : null;
  }

  /** The change is taken back: there is nothing to watch. */
  end(): void {
    this.#state.trial = null;
  }

  /** Returns whether the change has to be taken back. */
  judge(now: number, measure: (from: number, to: number) => MeasuredValue | undefined): boolean {
    const { trial } = this.#state;
    if (trial === null || now < trial.at + (trial.bad + 1) * WINDOW_SECONDS) return false;
    const from = trial.at + trial.bad * WINDOW_SECONDS;
    const after = measure(from, from + WINDOW_SECONDS);
    const isBad = after !== undefined && after.jobs >= JOBS_MIN && isWorse(after, trial);
    if (!isBad) {
      this.#state.trial = null;
      return false;
    }
    if (trial.bad + 1 < WINDOWS) {
      this.#state.trial = { ...trial, bad: trial.bad + 1 };
      return false;
    }
    this.#state.trial = null;
    return true;
  }

  toModel(): HarmWatchModel {
    return { ...this.#state };
  }
}

function isWorse({ perJob, perJobError }: MeasuredValue, { before, error }: Trial): boolean {
  return perJob < HARM * before && before - perJob > Z * Math.hypot(perJobError, error);
}
