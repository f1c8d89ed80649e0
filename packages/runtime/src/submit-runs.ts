import { sendActivations } from './sending.ts';
import { admitRun, type Submission, type Submitted, type Submitter } from './submit-run.ts';

/**
 * Starts many runs: their commands reach the store in one turn and so together, and all first activations are enqueued
 * in one call. One result for each, in their order: what `submitRun` would have resolved or rejected with.
 */
export async function submitRuns(
  submitter: Submitter,
  submissions: readonly Submission[],
): Promise<readonly PromiseSettledResult<Submitted>[]> {
  const admitted = await Promise.allSettled(submissions.map((one) => admitRun(submitter, one)));
  const activations = admitted.flatMap((one) => (one.status === 'fulfilled' ? one.value.activations : []));
  if (activations.length > 0) await sendActivations(submitter.broker, activations);
  return admitted.map((one) =>
    one.status === 'fulfilled' ? { status: 'fulfilled', value: one.value.submitted } : one,
  );
}
