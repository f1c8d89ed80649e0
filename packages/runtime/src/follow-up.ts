import { settlesWithin } from '@ag06/duty';
import type { Moves } from '@ag06/protocol';
import { gatherActivations } from './carry-out.ts';
import type { RunContext } from './run-context.ts';
import { sendActivations } from './sending.ts';
import type { Submitted, Submitter } from './submission.ts';

/** A run in the store, with the work that is left to do for it. */
export interface Admitted {
  readonly submitted: Submitted;
  readonly left: { readonly context: RunContext; readonly moves: Moves } | undefined;
}

const FOLLOW_WITHIN_MS = 1_000;

/**
 * The second half of a submission: evaluates first conditions, and enqueues the first activations of all runs in one
 * call. The runs are accepted in any case, so this never rejects and does not wait for long. Failures are reported to
 * `onLeft`, and the watchdog makes up for them.
 */
export async function followUp(submitter: Submitter, admitted: readonly Admitted[]): Promise<void> {
  const { followWithinMs = FOLLOW_WITHIN_MS, onLeft = () => {} } = submitter;
  await settlesWithin(enqueueFirst(submitter, admitted).catch(onLeft), followWithinMs);
}

async function enqueueFirst(submitter: Submitter, admitted: readonly Admitted[]): Promise<void> {
  const evaluated = await Promise.all(
    admitted.map(({ left }) => left && gatherActivations(submitter, left.context, left.moves)),
  );
  const activations = evaluated.flatMap((one) => one?.activations ?? []);
  if (activations.length > 0) await sendActivations(submitter.broker, activations);
  const failed = evaluated.find((one) => one?.failure !== undefined);
  if (failed !== undefined) throw failed.failure;
}
