import { type Failure, isTerminal, laneOfUnit, RUN_STATUSES, stepOfUnit } from '@ag06/contracts';
import { type Decision, failRun, findDeadlines } from '@ag06/engine';
import { type Change, type Command, type CommitAnswer, type Guard, OUTPUT_UNIT } from '@ag06/protocol';
import { measureCommand, StoreError } from '@ag06/store';
import { isUnavailable } from '../is-unavailable.ts';
import type { WaitingResult } from '../result-buffer.ts';
import type { RunContext } from '../run-context.ts';
import { armDeadlines } from './arm-deadlines.ts';
import type { Driver } from './driver.ts';
import { keepOutput, toCommit } from './to-commit.ts';

const MESSAGE_MAX = 500;
const NONE: readonly string[] = [];
const OPEN = RUN_STATUSES.filter((status) => !isTerminal(status));

/** The store can record nothing more about a run, not even that it failed. */
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

/** A decision about a held unit. */
interface HeldDecision {
  readonly guard: Extract<Guard, { on: 'token' }>;
  readonly decision: Decision;
  /** `custom` events of the handler, as JSON text. */
  readonly emitted?: readonly string[];
  /** The unit's outcome if the decision cannot be recorded. */
  readonly instead?: (failure: Failure) => Decision;
  /** Of the outcome of an attempt: what it keeps in memory besides the command, if it waits because the store is away. */
  readonly describeWaiting?: () => WaitingResult;
}

/**
 * Commits a decision. If the store refuses it permanently, it is sent once more, because a server or proxy may report
 * passing trouble as permanent. If that fails too, it commits less each time: that the unit failed with COMMIT_REFUSED,
 * as its policy says; that the run failed with it; that the run is over. So an outcome that cannot be recorded never
 * makes a handler run again. An output for which the store has no room fails its unit with OUTPUT_TOO_LARGE. An outage is
 * no refusal, and is thrown as it came.
 *
 * Throws `CommitRefused` if the store refuses all of it.
 */
export async function commitHeld(
  driver: Driver,
  context: RunContext,
  held: HeldDecision,
): Promise<CommitAnswer> {
  const { unit } = held.guard;
  // The same command: if it was applied and only its answer was unreadable, the store answers it as repeated.
  const id = driver.createId();
  try {
    return await send(driver, context, unit, held, id);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    if (hasNoRoom(error)) return await sendLess(driver, context, held, error);
  }
  try {
    return await send(driver, context, unit, held, id);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    driver.onRefused?.(context, unit, error);
    return await sendLess(driver, context, held, error);
  }
}

async function sendLess(
  driver: Driver,
  context: RunContext,
  held: HeldDecision,
  cause: unknown,
): Promise<CommitAnswer> {
  const { unit } = held.guard;
  for (const [guard, decision] of lesserDecisions(held, toFailure(cause))) {
    try {
      // Without the handler's events, because the store may have refused those.
      return await send(driver, context, unit, { guard, decision }, driver.createId());
    } catch (error) {
      if (isUnavailable(error)) throw error;
    }
  }
  throw new CommitRefused(context.runId, unit, cause);
}

async function send(
  driver: Driver,
  context: RunContext,
  unit: string,
  {
    guard,
    decision,
    emitted = NONE,
    describeWaiting,
  }: Pick<HeldDecision, 'decision' | 'emitted' | 'describeWaiting'> & { readonly guard: Guard },
  id: string,
): Promise<CommitAnswer> {
  const sentAt = performance.now();
  const command = toCommit(context, id, driver.issuer, guard, decision, emitted);
  const { next } = decision;
  if (findDeadlines(context.plan, next).length > 0)
    await driver.ask('commit', () => armDeadlines(driver.runs, context.plan, context.runId, next));
  const answer = await driver.ask(
    'commit',
    () => driver.runs.apply(command),
    describeWaiting && (() => withCommand(describeWaiting(), command)),
  );
  driver.onAnswered?.(context, { unit, decision, sentAt }, answer);
  if (answer.result === 'refused') return answer;
  keepOutput(context, unit, decision.change);
  // The first answer to a repeated command was lost, so its caller has not been notified.
  if (mayEnd(decision) && isTerminal(answer.status)) driver.onEnd?.(context, answer.status);
  return answer;
}

const withCommand = (waiting: WaitingResult, command: Command): WaitingResult => ({
  ...waiting,
  bytes: waiting.bytes + measureCommand(command),
});

const mayEnd = ({ end, next }: Decision): boolean =>
  end !== undefined || next.some(({ mode }) => mode === 'end');

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

/** An output that is larger than what is free in the store. */
const hasNoRoom = (error: unknown): error is StoreError =>
  error instanceof StoreError && error.code === 'BLOB_NO_ROOM';

function toFailure(cause: unknown): Failure {
  if (hasNoRoom(cause)) return { code: 'OUTPUT_TOO_LARGE', message: cause.message };
  const message = `What became of this could not be recorded, and is lost. The store refused it for good: ${describe(cause)}`;
  return { code: 'COMMIT_REFUSED', message };
}

const describe = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).slice(0, MESSAGE_MAX);
