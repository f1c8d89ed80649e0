import { isTerminal, Refusal, type RunStatus } from '@ag06/contracts';
import type { Change, CommitAnswer } from '@ag06/protocol';
import { carryOut, faultPoint } from '@ag06/runtime';
import { toContext } from '../duties/to-context.ts';
import type { Parts } from '../parts.ts';
import { runEnded } from '../refusals/run-ended.ts';
import { unknownRun } from '../refusals/unknown-run.ts';
import { needOf } from './load-run-of.ts';

/**
 * Pauses a run: no step begins until it is resumed, and running steps finish. Returns the run's new status. A paused
 * run stays paused.
 *
 * Throws `Refusal` RUN_UNKNOWN, RUN_ENDED, RUN_NOT_STARTED or RUN_UNDOING.
 */
export async function pauseRun(
  parts: Parts,
  tenant: string,
  runId: string,
  by: string | undefined,
): Promise<RunStatus> {
  await needOf(tenant, runId, parts.store.runs.loadSummary(runId));
  faultPoint('pause.before-commit');
  const answer = await commit(parts, runId, ['running', 'waiting'], { to: 'paused', by });
  faultPoint('pause.after-commit');
  if (answer.result !== 'refused') return answer.status;
  return answer.status === 'paused' ? 'paused' : refuse(runId, answer.status);
}

/**
 * Resumes a run, so that its steps begin again. Returns the run's new status. A run that is not paused does not change. One that was
 * paused and is completed has been resumed: by this call, if its reply was lost and it was sent again, or by another one.
 *
 * Throws `Refusal` RUN_UNKNOWN or RUN_ENDED.
 */
export async function resumeRun(
  parts: Parts,
  tenant: string,
  runId: string,
  by: string | undefined,
): Promise<RunStatus> {
  const run = await needOf(tenant, runId, parts.store.runs.loadSummary(runId));
  faultPoint('resume.before-commit');
  const answer = await commit(parts, runId, ['paused'], { to: 'resumed', by });
  faultPoint('resume.after-commit');
  if (answer.result === 'refused') {
    const wasResumed = run.status === 'paused' && answer.status === 'completed';
    return answer.status === undefined || (isTerminal(answer.status) && !wasResumed)
      ? refuse(runId, answer.status)
      : answer.status;
  }
  const context = await toContext(parts, run);
  if (context !== undefined) await carryOut(parts.carrier, context, answer, { because: 'unblock' });
  return answer.status;
}

function commit(
  { store, carrier }: Parts,
  runId: string,
  statuses: readonly RunStatus[],
  change: Change,
): Promise<CommitAnswer> {
  return store.runs.apply({
    kind: 'commit',
    id: carrier.createId(),
    runId,
    issuer: carrier.issuer,
    guard: { on: 'run', statuses },
    change,
    next: [],
    end: undefined,
    emitted: [],
    known: [],
  });
}

function refuse(runId: string, status: RunStatus | undefined): never {
  switch (status) {
    case undefined:
      throw unknownRun(runId);
    case 'scheduled':
      throw new Refusal(
        409,
        'RUN_NOT_STARTED',
        `The run ${runId} has not started: its delay is not over. Cancel it, or pause it once it runs.`,
      );
    case 'compensating':
      throw new Refusal(
        409,
        'RUN_UNDOING',
        `The run ${runId} undoes what it did: that cannot be paused. Wait for its end.`,
      );
    default:
      throw runEnded(runId, status);
  }
}
