import type { Sample } from '@ag06/contracts/tuning';
import type { ObservedJob, ObservedSample } from '@ag06/tuning';

/**
 * @param version of the tuner's settings under which the attempt began
 * @param isHeldUp whether its worker was held up while it ran
 */
export function toObserved(
  sample: Sample,
  version: number = sample.configVersion,
  isHeldUp = false,
): ObservedSample {
  const { t, runId, priority, sizeBucket, waitMs, durMs, outcome, attempt, hedge, inflightAtStart } = sample;
  return {
    t: t / 1_000,
    jobId: runId,
    priority,
    size: sizeBucket,
    waitMs,
    durMs,
    outcome,
    attempt,
    hedge,
    configVersion: version,
    inflightAtStart,
    ...(isHeldUp && { isHeldUp }),
  };
}

/** @param isHeldUp whether its worker was held up while its last attempt ran */
export const toEnded = (job: ObservedJob, isHeldUp: boolean): ObservedJob =>
  isHeldUp ? { ...job, isHeldUp } : job;
