import type { LevelEstimate } from './cohort.ts';
import type { Cohorts } from './cohorts.ts';
import type { Probe } from './search-model.ts';

/** A trial leaves force early only while there is no more credit than this, in seconds of the default's value. */
const CREDIT_SECONDS = 0.6;
/** So many attempts of a trial tell enough to go on from. */
const STARTED_MIN = 16;
/** A trial of which so many attempts are as good as the incumbent's stays in force. */
const COUNT_MIN = 12;
/** After so many mean durations hardly an attempt is still under way. */
const COMPLETE_DURATIONS = 3;

/**
 * Whether the incumbent is to be in force again before a trial is judged: enough attempts have started under the level on
 * trial, and tell what they have to tell when they end. A trial of slow attempts that waited for that in force would cost
 * several times as much.
 *
 * @param credit what may still be spent, seconds of the default's value
 */
export function mayReturn(
  now: number,
  probe: Probe,
  incumbent: { readonly level: number; readonly reference: LevelEstimate },
  { cohorts, credit }: { readonly cohorts: Cohorts; readonly credit: number },
): boolean {
  const { level, reference } = incumbent;
  if (probe.returnedAt !== undefined || credit >= CREDIT_SECONDS) return false;
  const rate = Math.exp(reference.logValue) * Math.min(1, probe.level / level);
  if (cohorts.openSeconds(now) * rate < STARTED_MIN) return false;
  const tried = cohorts.estimate(probe.level);
  return tried === undefined || tried.count < COUNT_MIN || tried.logValue < reference.logValue;
}

/** Whether a trial has left force, and all that it will ever tell is known. `now`: the time of the latest report. */
export const isComplete = ({ returnedAt }: Probe, meanSeconds: number, now: number): boolean =>
  returnedAt !== undefined && now > returnedAt + COMPLETE_DURATIONS * meanSeconds;
