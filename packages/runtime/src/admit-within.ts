import { admitRun } from './admit-run.ts';
import { type Admitted, followUp } from './follow-up.ts';
import type { Submission, Submitter } from './submission.ts';

/** How long a submission may wait for the store; rejects instead of `admitting` when it is too late. */
export type Within = (admitting: Promise<Admitted>) => Promise<Admitted>;

export const forAsLongAsItTakes: Within = (admitting) => admitting;

/** Admits a run until it is too late. What the store takes after that goes on all the same, though nobody is told of it. */
export function admitWithin(submitter: Submitter, submission: Submission, within: Within): Promise<Admitted> {
  const admitting = admitRun(submitter, submission);
  const inTime = within(admitting);
  const goOn = () => admitting.then((late) => followUp(submitter, [late]));
  inTime.catch(goOn).catch(() => {});
  return inTime;
}
