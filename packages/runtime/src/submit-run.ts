import { admitRun } from './admit-run.ts';
import { faultPoint } from './fault-point.ts';
import { type Admitted, followUp } from './follow-up.ts';
import type { Submission, Submitted, Submitter } from './submission.ts';

/** How long a submission may wait for the store; rejects instead of `admitting` when it is too late. */
export type Within = (admitting: Promise<Admitted>) => Promise<Admitted>;

export const forAsLongAsItTakes: Within = (admitting) => admitting;

/**
 * Starts a run, once per dedupe key. Resolves when the store has it, and its first activations are on their queues or
 * left to the watchdog.
 *
 * Throws what `admitRun` throws.
 */
export async function submitRun(
  submitter: Submitter,
  submission: Submission,
  within = forAsLongAsItTakes,
): Promise<Submitted> {
  const admitted = await within(admitRun(submitter, submission));
  await followUp(submitter, [admitted]);
  faultPoint('submit.after-enqueue');
  return admitted.submitted;
}
