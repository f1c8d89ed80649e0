import type { Decision } from '@ag06/engine';
import type { Change } from '@ag06/protocol';
import type { JobInHand } from '../claim/job-in-hand.ts';

/**
 * Keeps the job of a lane that goes back to its queue, so that the lane never has two. The job of a later attempt
 * cannot stay, because the lane's next item begins with attempt 1.
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

/** Whether the unit stays with the job at hand, which then goes to another worker. */
export const isHandedBack = (change: Change): boolean =>
  (change.to === 'settled' && change.goesOn === 'hand-back') ||
  (change.to === 'released' && change.underSameJob);
