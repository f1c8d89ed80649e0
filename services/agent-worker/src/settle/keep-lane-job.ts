import type { Decision } from '@ag06/engine';
import type { Grant } from '@ag06/protocol';
import type { JobInHand } from '../claim/job-in-hand.ts';

/**
 * A lane that goes back to its queue waits there under its own job, so that it never has two. The job of a later
 * attempt cannot stay: the lane's next item begins with the first.
 */
export function keepLaneJob(job: JobInHand, { unit }: Grant, decision: Decision): Decision {
  const { change, end } = decision;
  const isOwn = unit === job.unit && job.attempt === 1;
  if (!isOwn || change.to !== 'settled' || change.goesOn !== 'schedule' || end !== undefined) return decision;
  job.handBack();
  return { ...decision, change: { ...change, goesOn: 'hand-back' } };
}
