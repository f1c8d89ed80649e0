import type { Delivery } from '@ag06/broker';
import {
  type Activation,
  agentQueue,
  isTerminal,
  Refusal,
  RUN_STATUSES,
  toJobKey,
  unitOf,
} from '@ag06/contracts';
import { failRun } from '@ag06/engine';
import type { Commit } from '@ag06/protocol';
import { isUnavailable } from '@ag06/runtime';
import { StoreError, type StoreErrorCode } from '@ag06/store';
import { countEnd, traceIdOf } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';

const OPEN = RUN_STATUSES.filter((status) => !isTerminal(status));
const MESSAGE_MAX = 500;
/** The store refused the claim, or its record of the run cannot be read. */
const FOR_GOOD: ReadonlySet<StoreErrorCode> = new Set<StoreErrorCode>([
  'STORE_REPLY_INVALID',
  'STORE_RECORD_INVALID',
]);

/** The run has no fault: its definition is not there, or uses what only a newer release knows. */
const WITHOUT_PLAN: ReadonlySet<string> = new Set(['WORKFLOW_MISSING', 'WORKFLOW_UNREADABLE']);

/**
 * Whether a job that failed with this error will fail again: the store refuses its claim, its workflow is missing or
 * does not compile, it meets a defect, or the error is unknown. An outage passes. An error about the whole store, which
 * this release cannot use, says nothing about the job.
 */
export function isForGood(error: unknown): boolean {
  if (error instanceof StoreError) return FOR_GOOD.has(error.code);
  return !isUnavailable(error);
}

/**
 * Ends a step that cannot begin: its run fails with CLAIM_REFUSED, and the job becomes a dead letter. A run whose
 * workflow is missing, or needs a newer release, stays open: the watchdog continues it once the definition is pushed again, or
 * a process that can read it looks at it.
 */
export async function giveUpClaim(
  parts: Parts,
  delivery: Delivery,
  activation: Activation,
  cause: unknown,
): Promise<void> {
  const { agent, jobId } = delivery;
  const { runId, step, lane, attempt, dispatch, traceparent } = activation;
  const isWithoutPlan = cause instanceof Refusal && WITHOUT_PLAN.has(cause.code);
  const reason = isWithoutPlan ? cause.code : 'CLAIM_REFUSED';
  const ids = { runId, traceId: traceIdOf(traceparent), step, jobId };
  parts.log.error({ err: cause, ...ids, code: reason }, 'A step that cannot be begun was given up.');
  if (!isWithoutPlan) await failItsRun(parts, delivery, activation, cause);
  const data = { runId, step, ...(lane !== undefined && { lane }), attempt, dispatch };
  const letter = { queue: agentQueue(agent), jobId, reason, data };
  await parts.repeater.untilAnswered('dead-letter', () => parts.fleet.addDeadLetter(letter), parts.expired);
}

async function failItsRun(
  parts: Parts,
  { delivery }: Delivery,
  activation: Activation,
  cause: unknown,
): Promise<void> {
  const { runId, step, attempt, dispatch } = activation;
  const message = `This step could not be begun in ${delivery} deliveries of its job: ${describe(cause)}`;
  const command: Commit = {
    kind: 'commit',
    id: parts.createId(),
    runId,
    issuer: { worker: parts.workerId, job: toJobKey(unitOf(activation), dispatch), delivery },
    guard: { on: 'run', statuses: OPEN },
    change: { to: 'ended' },
    end: failRun({ code: 'CLAIM_REFUSED', message, step, attempt }),
    next: [],
    emitted: [],
    known: [],
  };
  try {
    const { result } = await parts.repeater.untilAnswered(
      'commit',
      () => parts.runs.apply(command),
      parts.expired,
    );
    if (result === 'applied') await countFailedRun(parts, runId);
  } catch (error) {
    if (parts.expired.aborted) throw error;
    // Nothing of this run can be recorded, and the watchdog would only send its steps again.
    parts.log.error({ err: error, runId, step, code: 'COMMIT_REFUSED' }, 'A run was set aside.');
    await forgetWatchdog(parts, runId);
  }
}

/** Ends the looks at this run. */
export const forgetWatchdog = ({ runs, repeater, expired }: Parts, runId: string): Promise<void> =>
  repeater.untilAnswered(
    'wake-up',
    () => runs.clearWakeup({ subject: 'run', runId, kind: 'watchdog' }),
    expired,
  );

/** Ends the run if its workflow can be read. */
async function countFailedRun(parts: Parts, runId: string): Promise<void> {
  const run = await parts.runs.loadSummary(runId).catch(() => undefined);
  if (run !== undefined) countEnd(parts.book, run.meta.workflow, run.createdAt, 'failed');
}

const describe = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).slice(0, MESSAGE_MAX);
