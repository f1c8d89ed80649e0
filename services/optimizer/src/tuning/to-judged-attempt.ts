import type { Sample } from '@ag06/contracts/tuning';
import { classOf, type Objective, type ObservedJob, valueOfJob } from '@ag06/tuning';
import type { JudgedAttempt } from './attempt-tally.ts';

/** @param job that the attempt has ended; undefined: it goes on */
export function toJudgedAttempt(
  sample: Sample,
  job: ObservedJob | undefined,
  objective: Objective,
): JudgedAttempt {
  const earned = job === undefined ? 0 : valueOfJob(objective, job);
  const cost = sample.outcome === 'ok' ? 0 : objective.attemptCost;
  const possible = classOf(objective, sample.priority, sample.sizeBucket)?.onTimeValue ?? 1;
  return { sample, value: earned - cost, possible };
}
