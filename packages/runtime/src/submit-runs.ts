import { admitWithin, forAsLongAsItTakes } from './admit-within.ts';
import { type Admitted, followUp } from './follow-up.ts';
import { nextTurn } from './next-turn.ts';
import { bodyOf, type Submission, type Submitted, type Submitter } from './submission.ts';

/** How many runs are admitted before the event loop has its turn. */
const AT_A_TIME = 100;

/**
 * Starts many runs. Their commands reach the store together in few turns, and all first activations are enqueued in one
 * call. Returns one result per submission, in order: what `submitRun` would resolve or reject with. A repetition of
 * another one in the list, key included, costs nothing and gets the same result.
 */
export async function submitRuns(
  submitter: Submitter,
  submissions: readonly Submission[],
  within = forAsLongAsItTakes,
): Promise<readonly PromiseSettledResult<Submitted>[]> {
  const admitting: Promise<Admitted>[] = [];
  const byIdentity = new Map<string, Promise<Admitted>>();
  for (const [index, submission] of submissions.entries()) {
    if (index % AT_A_TIME === 0 && index > 0) await nextTurn();
    const identity = identityOf(submission);
    const first = identity === undefined ? undefined : byIdentity.get(identity);
    const one = first?.then(toRepeat) ?? admitWithin(submitter, submission, within);
    // It is awaited later; until then nobody handles its rejection.
    one.catch(() => {});
    if (identity !== undefined && first === undefined) byIdentity.set(identity, one);
    admitting.push(one);
  }
  const admitted = await Promise.allSettled(admitting);
  await followUp(
    submitter,
    admitted.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])),
  );
  return admitted.map((one) =>
    one.status === 'fulfilled' ? { status: 'fulfilled', value: one.value.submitted } : one,
  );
}

/** Returns the key that is common to submissions of one run; undefined for a submission without one. */
function identityOf(submission: Submission): string | undefined {
  const { tenant, dedupeKey } = submission;
  return dedupeKey === undefined ? undefined : JSON.stringify([tenant, dedupeKey]) + bodyOf(submission);
}

const toRepeat = ({ submitted }: Admitted): Admitted => ({
  submitted: { ...submitted, isRepeat: true },
  left: undefined,
});
