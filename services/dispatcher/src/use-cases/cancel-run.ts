import type { Failure, RunStatus } from '@ag06/contracts';
import { settlesWithin } from '@ag06/duty';
import type { Moves } from '@ag06/protocol';
import { faultPoint, removeObsolete } from '@ag06/runtime';
import type { RunSummary } from '@ag06/store';
import { countEnd } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import { runEnded } from '../refusals/run-ended.ts';
import { unknownRun } from '../refusals/unknown-run.ts';
import { needOf } from './load-run-of.ts';

const OPEN = ['scheduled', 'running', 'waiting', 'paused', 'compensating'] as const;
/** How long removing jobs may take, because the run is cancelled already and its caller should hear that. */
const REMOVE_WITHIN_MS = 1_000;

/**
 * Ends a run at once. Its handlers learn it from the store's announcement. Returns whether it was cancelled before.
 *
 * Throws `Refusal` RUN_UNKNOWN or RUN_ENDED.
 */
export const cancelRun = (
  parts: Parts,
  tenant: string,
  runId: string,
  by?: string,
): Promise<{ readonly wasCancelled: boolean }> =>
  endRun(parts, tenant, runId, { code: 'RUN_CANCELLED', message: `The run was cancelled${toBy(by)}.` });

const toBy = (by: string | undefined): string => (by === undefined ? '' : ` by ${by}`);

/** Ends a run as `cancelRun` does, but without the steps that would undo its work. */
export const terminateRun = (
  parts: Parts,
  tenant: string,
  runId: string,
  by: string | undefined,
): Promise<{ readonly wasCancelled: boolean }> => {
  const message = `The run was terminated${toBy(by)}.`;
  return endRun(parts, tenant, runId, { code: 'RUN_TERMINATED', message });
};

async function endRun(
  parts: Parts,
  tenant: string,
  runId: string,
  error: Failure,
): Promise<{ readonly wasCancelled: boolean }> {
  const run = await needOf(tenant, runId, parts.store.runs.loadSummary(runId));
  faultPoint('cancel.before-commit');
  const answer = await parts.store.runs.apply({
    kind: 'commit',
    id: parts.carrier.createId(),
    runId,
    issuer: parts.carrier.issuer,
    guard: { on: 'run', statuses: OPEN },
    change: { to: 'ended' },
    next: [],
    end: { status: 'cancelled', error: JSON.stringify(error) },
    emitted: [],
    known: [],
  });
  faultPoint('cancel.after-commit');
  if (answer.result === 'refused') return refuse(runId, answer.status);
  if (answer.result === 'applied') countEnd(parts.book, run.meta.workflow, run.createdAt, 'cancelled');
  if (answer.entries !== undefined) parts.carrier.send?.(runId, answer.entries);
  await settlesWithin(removeJobs(parts, run, answer.obsolete), REMOVE_WITHIN_MS);
  return { wasCancelled: false };
}

/** Removes jobs of an ended run. This only saves work: a worker would find that the run has ended. */
async function removeJobs(parts: Parts, run: RunSummary, obsolete: Moves['obsolete']): Promise<void> {
  const { tenant, workflow, version } = run.meta;
  const plan = await parts.plans.load(tenant, workflow, version);
  if (plan !== undefined) await removeObsolete(parts, { runId: run.runId, plan }, obsolete);
}

function refuse(runId: string, status: RunStatus | undefined): { readonly wasCancelled: boolean } {
  if (status === 'cancelled') return { wasCancelled: true };
  if (status === undefined) throw unknownRun(runId);
  throw runEnded(runId, status);
}
