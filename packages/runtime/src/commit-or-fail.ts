import { type Failure, isTerminal, laneOfUnit, RUN_STATUSES, stepOfUnit } from '@ag06/contracts';
import { type Decision, failRun } from '@ag06/engine';
import { type Change, type CommitAnswer, type Guard, OUTPUT_UNIT } from '@ag06/protocol';

const MESSAGE_MAX = 500;
const OPEN = RUN_STATUSES.filter((status) => !isTerminal(status));

/** Nothing of a run can be recorded any more: not even that it failed. */
export class CommitRefused extends Error {
  override readonly name = 'CommitRefused';
  readonly code = 'COMMIT_REFUSED';
  readonly runId: string;
  readonly unit: string;

  constructor(runId: string, unit: string, cause: unknown) {
    super(`The store refuses every commit of ${unit} of ${runId}: ${describe(cause)}`, { cause });
    this.runId = runId;
    this.unit = unit;
  }
}

/** A decision about a held unit. `instead`: what becomes of the unit if that cannot be recorded. */
export interface HeldDecision {
  readonly runId: string;
  readonly guard: Extract<Guard, { on: 'token' }>;
  readonly decision: Decision;
  readonly instead?: ((failure: Failure) => Decision) | undefined;
}

/**
 * Commits a decision. If the store refuses it for good, then once more, for a server or what stands before it may call a
 * passing trouble final; then less and less: that the unit failed with COMMIT_REFUSED, as
 * its policy says; that the run failed with it; that the run is over. So an outcome that cannot be recorded never makes a
 * handler run again. An outage is no refusal: it is thrown as it came.
 *
 * Throws `CommitRefused` if all of it is refused.
 */
export async function commitOrFail(
  held: HeldDecision,
  commit: (guard: Guard, decision: Decision) => Promise<CommitAnswer>,
  onRefused: (error: unknown) => void,
): Promise<CommitAnswer> {
  const { runId, guard, decision } = held;
  try {
    return await commit(guard, decision);
  } catch (error) {
    if (isOutage(error)) throw error;
  }
  try {
    return await commit(guard, decision);
  } catch (error) {
    if (isOutage(error)) throw error;
    onRefused(error);
    for (const [on, less] of lesserDecisions(held, toFailure(error))) {
      try {
        return await commit(on, less);
      } catch (again) {
        if (isOutage(again)) throw again;
      }
    }
    throw new CommitRefused(runId, guard.unit, error);
  }
}

function* lesserDecisions(
  { guard, instead }: HeldDecision,
  failure: Failure,
): Iterable<readonly [Guard, Decision]> {
  const { unit } = guard;
  if (instead !== undefined) yield [guard, instead(failure)];
  const located = unit === OUTPUT_UNIT ? failure : { ...failure, step: stepOfUnit(unit) };
  const end = failRun(located);
  yield [guard, { change: toLeastChange(unit, JSON.stringify(located)), next: [], end }];
  yield [
    { on: 'run', statuses: OPEN },
    { change: { to: 'ended' }, next: [], end },
  ];
}

function toLeastChange(unit: string, error: string): Change {
  if (unit === OUTPUT_UNIT) return { to: 'ended' };
  if (laneOfUnit(unit) === undefined) return { to: 'failed', error };
  return { to: 'settled', status: 'failed', result: error, goesOn: 'schedule' };
}

function toFailure(cause: unknown): Failure {
  const message = `What became of this could not be recorded, and is lost. The store refused it for good: ${describe(cause)}`;
  return { code: 'COMMIT_REFUSED', message };
}

const describe = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).slice(0, MESSAGE_MAX);

const isOutage = (error: unknown): boolean =>
  error instanceof Error && 'isRetryable' in error && error.isRetryable === true;
