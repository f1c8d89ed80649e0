import { admitWithin, forAsLongAsItTakes } from './admit-within.ts';
import { faultPoint } from './fault-point.ts';
import { followUp } from './follow-up.ts';
import type { Submission, Submitted, Submitter } from './submission.ts';

/**
 * Starts a run, once per dedupe key. Resolves when the store has it and its first activations are on their queues or
 * left to the watchdog.
 *
 * Rejects as `admitRun`.
 */
export async function submitRun(
  submitter: Submitter,
  submission: Submission,
  within = forAsLongAsItTakes,
): Promise<Submitted> {
  const admitted = await admitWithin(submitter, submission, within);
  await followUp(submitter, [admitted]);
  faultPoint('submit.after-enqueue');
  return admitted.submitted;
}
