import type { Sample } from '@ag06/contracts/tuning';
import type { ObservedSample } from '@ag06/tuning';

/** @param version of the tuner's settings under which the attempt began */
export function toObserved(sample: Sample, version: number = sample.configVersion): ObservedSample {
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
  };
}
