import { createHash } from 'node:crypto';
import { Refusal, type RunStatus, stepOfUnit } from '@ag06/contracts';
import { decideRetry, type Retry } from '@ag06/engine';
import { OUTPUT_UNIT } from '@ag06/protocol';
import { armDeadlines, carryOut, faultPoint } from '@ag06/runtime';
import type { RunState } from '@ag06/store';
import { toContext } from '../duties/to-context.ts';
import type { Parts } from '../parts.ts';
import { unknownRun } from '../refusals/unknown-run.ts';
import { needOf } from './load-run-of.ts';

interface RetryRequest {
  /** Steps that must be among those that begin anew. */
  readonly steps?: readonly string[] | undefined;
  readonly by?: string | undefined;
  /** Under which the run is retried once, however often it is asked for. */
  readonly key?: string | undefined;
}

/**
 * Goes on with a run that failed or timed out from the steps that failed, or were cancelled with it. Two requests that
 * saw the same end are one: the second is refused, unless it has the same key.
 *
 * Throws `Refusal` RUN_UNKNOWN, RUN_NOT_RETRYABLE, STEP_NOT_RETRYABLE or WORKFLOW_MISSING.
 */
export async function retryRun(
  parts: Parts,
  tenant: string,
  runId: string,
  { steps = [], by, key }: RetryRequest,
): Promise<RunStatus> {
  const { store, carrier } = parts;
  const run = await needOf(tenant, runId, store.runs.loadState(runId));
  const id = key === undefined ? carrier.createId() : toRetryId(key);
  if (run.retriedBy === id) return run.status;
  checkStatus(runId, run.status);
  checkLive(run);
  checkAlone(run);
  const context = await toContext(parts, run);
  if (context === undefined)
    throw new Refusal(
      500,
      'WORKFLOW_MISSING',
      `The store has no workflow of the run ${runId}. Push its definition again, and retry the run.`,
    );
  const retry = decideRetry(context.plan, run);
  checkSteps(runId, retry, steps);
  // Before the commit, lest nobody does; after it, because a wake-up of a run that is over is cleared.
  const arm = () => armDeadlines(store.runs, context.plan, runId, retry.next);
  await arm();
  faultPoint('rerun.before-commit');
  const answer = await store.runs.apply({
    kind: 'commit',
    id,
    runId,
    issuer: carrier.issuer,
    guard: { on: 'ended', by: run.endedBy ?? '' },
    change: {
      to: 'retried',
      steps: retry.steps,
      timeoutMs: run.meta.timeoutMs ?? context.plan.timeoutMs,
      by,
    },
    next: retry.next,
    end: undefined,
    emitted: [],
    known: [],
  });
  faultPoint('rerun.after-commit');
  if (answer.result === 'refused') {
    // The same request may be under way twice.
    const now = await store.runs.loadState(runId, []);
    return now?.retriedBy === id ? now.status : refuseStatus(runId, now?.status);
  }
  await arm();
  await carryOut(carrier, context, answer, { because: 'unblock' });
  return answer.status;
}

/** A command's id has no sign that a store would have to quote. */
const toRetryId = (key: string): string => `retry:${createHash('sha256').update(key).digest('base64url')}`;

function checkStatus(runId: string, status: RunStatus): void {
  if (status !== 'failed' && status !== 'timed_out') refuseStatus(runId, status);
}

function refuseStatus(runId: string, status: RunStatus | undefined): never {
  if (status === undefined) throw unknownRun(runId);
  const message = `The run ${runId} is ${status}: only one that failed or timed out can be retried.`;
  throw new Refusal(409, 'RUN_NOT_RETRYABLE', message);
}

/** What has left the store is never changed. */
function checkLive({ runId, archived, units }: RunState): void {
  if (archived !== true) return;
  const [failed] = [...units].find(([, { status }]) => status === 'failed' || status === 'timed_out') ?? [];
  const isStep = failed !== undefined && failed !== OUTPUT_UNIT;
  const from = isStep ? ` from the step ${stepOfUnit(failed)}` : '';
  const message = `The run ${runId} is in the archive, where nothing changes. Fork it${from} (POST /v1/runs/${runId}/fork): the fork keeps the outcomes of the steps before.`;
  throw new Refusal(409, 'RUN_NOT_RETRYABLE', message);
}

/** A run that started it was told its end, and went on. A schedule has nothing to do with how its runs end. */
function checkAlone({ runId, meta }: RunState): void {
  if (meta.parent === undefined || 'schedule' in meta.parent) return;
  const message = `The run ${runId} was started by another, which was told its end. Retry that one, or submit its input anew.`;
  throw new Refusal(409, 'RUN_NOT_RETRYABLE', message);
}

function checkSteps(runId: string, retry: Retry, wanted: readonly string[]): void {
  if (retry.next.length === 0)
    throw new Refusal(
      409,
      'RUN_NOT_RETRYABLE',
      `No step of the run ${runId} could begin anew. Start another run.`,
    );
  const errors = wanted
    .filter((step) => !retry.steps.includes(step))
    .map((step) => ({ path: 'steps', expected: `one of ${retry.steps.join(', ')}`, got: step }));
  if (errors.length > 0)
    throw new Refusal(
      422,
      'STEP_NOT_RETRYABLE',
      'Not all of these steps would begin anew. Name those that failed, or none for all of them.',
      { errors },
    );
}
