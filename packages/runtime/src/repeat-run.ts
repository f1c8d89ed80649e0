import { isTerminal, Refusal } from '@ag06/contracts';
import type { KeyRecord, RunState } from '@ag06/store';
import type { Admitted } from './follow-up.ts';
import type { Submission, Submitter } from './submission.ts';

/**
 * Answers a known key with its run, and with activations that a dead submitter may not have enqueued. The run's own
 * version says where those go, whatever was pushed since.
 *
 * Throws `Refusal` KEY_REUSED or KEY_RUN_DELETED.
 */
export async function repeatRun(
  submitter: Submitter,
  { dedupeKey }: Pick<Submission, 'dedupeKey'>,
  known: KeyRecord,
): Promise<Admitted> {
  if (!known.sameBody) {
    const message = `The key ${dedupeKey} was used for another submission. Use a new key, or repeat the same body.`;
    throw new Refusal(409, 'KEY_REUSED', message);
  }
  const run = await submitter.runs.loadState(known.runId, []);
  if (run === undefined) {
    const message = `The run ${known.runId} of the key ${dedupeKey} has ended and was deleted. Use a new key to run it again.`;
    throw new Refusal(410, 'KEY_RUN_DELETED', message);
  }
  const { runId, status, meta } = run;
  const submitted = { runId, status, correlationId: meta.correlationId, isRepeat: true };
  return { submitted, left: isTerminal(status) ? undefined : await findLeft(submitter, run) };
}

/**
 * Returns the work that is left to do: a submission opens steps, and no lanes. Returns none if the run's version cannot be read; the
 * watchdog will report that.
 */
async function findLeft({ plans, runs }: Submitter, run: RunState): Promise<Admitted['left']> {
  const { runId, meta, createdAt } = run;
  const plan = await plans.load(meta.tenant, meta.workflow, meta.version).catch(() => undefined);
  if (plan === undefined) return undefined;
  const { units, status } = (await runs.loadState(runId, [...plan.steps.keys()])) ?? run;
  const enqueues = [...units].flatMap(([unit, { status, attempt, dispatch }]) =>
    status === 'scheduled' && dispatch === 1 ? { unit, attempt, dispatch, delayMs: 0 } : [],
  );
  if (enqueues.length === 0) return undefined;
  return {
    context: { runId, meta, plan, createdAt, values: new Map() },
    moves: { status, grants: [], evaluations: [], enqueues, obsolete: [] },
  };
}
