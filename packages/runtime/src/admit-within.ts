import { admitRun } from './admit-run.ts';
import { type Admitted, followUp } from './follow-up.ts';
import type { Submission, Submitter } from './submission.ts';

/** Limits how long a submission may wait for the store: rejects when `admitting` takes too long. */
export type Within = (admitting: Promise<Admitted>) => Promise<Admitted>;

export const forAsLongAsItTakes: Within = (admitting) => admitting;

/**
 * Admits a run within a time limit. If the store accepts the run later, the run goes on, although its caller gets an
 * error.
 */
export function admitWithin(submitter: Submitter, submission: Submission, within: Within): Promise<Admitted> {
  const admitting = admitRun(submitter, submission);
  const inTime = within(admitting);
  const goOn = () => admitting.then((late) => followUp(submitter, [late]));
  inTime.catch(goOn).catch(() => {});
  return inTime;
}
