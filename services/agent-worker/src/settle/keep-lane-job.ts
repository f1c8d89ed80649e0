import type { Decision } from '@ag06/engine';
import type { Change } from '@ag06/protocol';
import type { JobInHand } from '../claim/job-in-hand.ts';

/**
 * A lane that goes back to its queue waits there under its own job, so that it never has two. The job of a later
 * attempt cannot stay: the lane's next item begins with the first.
 */
export function keepLaneJob(
  job: Pick<JobInHand, 'unit' | 'attempt'>,
  unit: string,
  decision: Decision,
): Decision {
  const { change, end } = decision;
  const isOwn = unit === job.unit && job.attempt === 1;
  if (!isOwn || change.to !== 'settled' || change.goesOn !== 'schedule' || end !== undefined) return decision;
  return { ...decision, change: { ...change, goesOn: 'hand-back' } };
}

/** Whether this leaves the unit to the job at hand, which is to be handed to another worker then. */
export const isHandedBack = (change: Change): boolean =>
  (change.to === 'settled' && change.goesOn === 'hand-back') ||
  (change.to === 'released' && change.underSameJob);
