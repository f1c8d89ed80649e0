import { FINAL_STEP_STATUSES, type RunEvent, type StepStatus } from '@ag06/contracts';
import { decideDeadline } from '../decide/deadlines.ts';
import { decideOutcome } from '../decide/decide-outcome.ts';
import { decideWake } from '../decide/decide-wake.ts';
import type { HeldItem, Outcome } from '../decide/decision.ts';
import { decideFailure } from '../decide/end-step.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../retry-delay.ts';
import { withoutRefusals } from '../steps/calling/without-refusals.ts';
import { hasDeadlines } from '../steps/has-deadlines.ts';
import { kindOf } from '../steps/kinds.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import { type Difference, differs, nameOf, tellOf } from './difference.ts';
import { codeOf, failureOf, isLarge, toJson } from './event-fields.ts';
import { judgeDelay, policyOf, toFailedOutcome } from './judge-attempt.ts';
import { judgeInput } from './judge-input.ts';
import { judgeError, judgeOpening, judgeOutput, other } from './judge-opening.ts';
import type { ReplayState } from './replay-state.ts';
import { toField } from './replayed-values.ts';

/**
 * Failures that depend on more than the definition and the log: on sizes, time, and what was lost. They are taken as they were.
 */
const FROM_OUTSIDE: ReadonlySet<string> = new Set([
  ...['READS_TOO_LARGE', 'OUTPUT_TOO_LARGE', 'INPUT_TOO_LARGE', 'COMMIT_REFUSED', 'WORKFLOW_MISSING'],
  ...['POISON', 'DEPTH_EXCEEDED'],
]);
const OF_DEADLINES: ReadonlySet<string> = new Set(['STEP_OVERDUE', 'STEP_NOT_STARTED']);

export const isFromOutside = (code: string): boolean => FROM_OUTSIDE.has(code);

/** Judges an event of a step that was opened. */
export function judgeStep(
  state: ReplayState,
  step: PlanStep,
  does: string,
  event: RunEvent,
): Difference | undefined {
  const { status = 'pending' } = state.fold.find(step.id) ?? {};
  // An item of it ends the run, and it fails with that.
  if (state.end?.of === step.id) return void state.keepFailure(event);
  if (isOver(status)) return isLate(does) ? undefined : judgeOver(event, status);
  switch (does) {
    case 'scheduled':
    case 'skipped':
      return status === 'ready' ? judgeHeld(state, step, event) : undefined;
    case 'waiting':
    case 'started':
      return (status === 'ready' ? judgeHeld(state, step, event) : undefined) ?? judgeGiven(state, event);
    case 'completed':
      return judgeCompleted(state, step, status, event);
    case 'failed':
    case 'timed_out':
      return judgeFailed(state, step, status, event);
    case 'retrying':
      return judgeRetrying(state, step, event);
    case 'iterated': {
      const difference = isUntilUnknown(step, event)
        ? undefined
        : judgeOutcome(state, step, event, toCompleted(event), 'iterated');
      state.putOutput('p', event);
      return difference;
    }
    case 'blocked':
      return status === 'ready' ? judgeBlocked(state, step, event) : undefined;
    default:
      return undefined;
  }
}

const isOver = (status: StepStatus): boolean => FINAL_STEP_STATUSES.some((final) => final === status);
const isLate = (does: string): boolean => does === 'result_ignored' || does === 'redelivered';
const judgeOver = (event: RunEvent, status: StepStatus): Difference =>
  differs(event, tellOf(event), `${nameOf(event)} would be over: it is ${status}`);

/** A step that was ready: its condition, its time, its list or the signal in its hand decided how it went on. */
function judgeHeld(state: ReplayState, step: PlanStep, event: RunEvent): Difference | undefined {
  // After a retry of the run, the items without an output are done again.
  if (state.lists.has(step.id) && event.type === 'step.started') return undefined;
  const decision = state.decideHeld(step, event);
  state.follow(step, decision);
  return judgeOpening(event, decision.change);
}

/** In a fork a step is put aside at the place where it would have begun. */
function judgeBlocked(state: ReplayState, step: PlanStep, event: RunEvent): Difference | undefined {
  const decision = state.decideHeld(step, event);
  state.follow(step, decision);
  return decision.change.to === 'open' ? undefined : other(event, decision.change);
}

/** The condition of a `repeat` reads the output, which the log does not have. */
const isUntilUnknown = (step: PlanStep, event: RunEvent): boolean =>
  isLarge(event) && 'repeat' in step && step.repeat !== undefined;

/** Judges the input with which a step, or an item, is about to begin. */
export function judgeGiven(state: ReplayState, event: RunEvent, item?: HeldItem): Difference | undefined {
  return judgeInput(event, state, item);
}

function judgeCompleted(
  state: ReplayState,
  step: PlanStep,
  status: StepStatus,
  event: RunEvent,
): Difference | undefined {
  state.values.putText(toField('p', step.id), undefined);
  if (event.items !== undefined && event.output === undefined) {
    if (state.lists.get(step.id)?.isUnknown === true) return void state.loseList(step.id);
    const decision = state.decideHeld(step, event);
    state.follow(step, decision);
    return decision.change.to === 'collected' ? undefined : other(event, decision.change);
  }
  const difference = judgeOutputOf(state, step, status, event);
  state.putOutput('o', event);
  state.values.putText(toField('g', step.id), undefined);
  return difference;
}

function judgeOutputOf(
  state: ReplayState,
  step: PlanStep,
  status: StepStatus,
  event: RunEvent,
): Difference | undefined {
  if (status === 'ready' && !isRecorded(state, step)) return judgeHeld(state, step, event);
  if (isUntilUnknown(step, event)) return undefined;
  if (status !== 'waiting' || isExecuted(step))
    return judgeOutcome(state, step, event, toCompleted(event), 'completed');
  // The log does not tell what came from outside.
  if (kindOf(step).isCompletedByTime !== true) return undefined;
  const { dueAt = 0, awaits: reason = '' } = state.fold.find(step.id) ?? {};
  const parked = { unit: step.id, reason, dueAt, attempt: event.attempt ?? 1 };
  const { change } = decideWake(state.now, parked, state.context(event));
  return change.to === 'completed' ? judgeOutput(event, change.output) : other(event, change);
}

function judgeFailed(
  state: ReplayState,
  step: PlanStep,
  status: StepStatus,
  event: RunEvent,
): Difference | undefined {
  state.keepFailure(event);
  const code = codeOf(event);
  if (OF_DEADLINES.has(code)) return judgeDeadline(state, step, event);
  // The time-out of a signal; and the condition of a `repeat`, whose output the log does not have.
  const isOfTime = status === 'waiting' && !isExecuted(step);
  const isOfUntil = code === 'EXPRESSION_FAILED' && 'repeat' in step && status !== 'ready';
  if (isFromOutside(code) || isOfTime || isOfUntil) {
    followFailure(state, step, event);
    return undefined;
  }
  if (status === 'ready' && !isRecorded(state, step)) return judgeHeld(state, step, event);
  const to = event.type.slice('step.'.length);
  if (event.output !== undefined) return judgeOutcome(state, step, event, toCompleted(event), to);
  return judgeFailedAttempt(state, step, event, to);
}

/** Judges the last failed attempt, at a step or an item. */
export function judgeFailedAttempt(
  state: ReplayState,
  step: PlanStep,
  event: RunEvent,
  to: string,
): Difference | undefined {
  const refusals = state.countRefusal(event);
  const outcome = toFailedOutcome(event, state.recorded, refusals);
  return judgeOutcome(state, forgive(step, refusals), event, outcome, to);
}

/** Returns the step as it is judged after so many attempts that its service refused. */
const forgive = (step: PlanStep, refusals: number): PlanStep =>
  'retry' in step ? { ...step, retry: withoutRefusals(step.retry, refusals) } : step;

/** Takes the failure of a step as it was. */
export function followFailure(state: ReplayState, step: PlanStep, event: RunEvent): void {
  const context = state.context(event);
  state.follow(step, decideFailure(state.now, step, event.attempt ?? 1, failureOf(event), context));
}

function judgeDeadline(state: ReplayState, step: PlanStep, event: RunEvent): Difference | undefined {
  if (!hasDeadlines(step) || step.deadlines === undefined)
    return differs(event, `${tellOf(event)}: ${codeOf(event)}`, `${nameOf(event)} would have no deadline`);
  const deadline = { unit: step.id, kind: 'overdue', afterMs: 0 } as const;
  state.follow(step, decideDeadline(state.now, deadline, event.attempt ?? 1, state.context(event)));
  return undefined;
}

const AS_OFTEN_AS_LOGGED: RetryPolicy = { ...DEFAULT_RETRY, maxAttempts: Number.MAX_SAFE_INTEGER };

/** Judges a failed attempt, at a step or an item, after which the log has another one. */
export function judgeRetrying(state: ReplayState, step: PlanStep, event: RunEvent): Difference | undefined {
  const refusals = state.countRefusal(event);
  const outcome = toFailedOutcome(event, state.recorded, refusals);
  const [now, recorded] = [policyOf(step), policyOf(state.recorded?.steps.get(step.id))];
  // The fleet's settings say how often and when a step is tried again that says nothing about it. The log has what they said.
  const isSilent = now === DEFAULT_RETRY && recorded === DEFAULT_RETRY;
  const judged = isSilent ? { ...step, retry: AS_OFTEN_AS_LOGGED } : forgive(step, refusals);
  const difference = judgeOutcome(state, judged, event, outcome, 'retrying');
  if (difference !== undefined || now === undefined || isSilent) return difference;
  return judgeDelay(event, withoutRefusals(now, refusals), recorded && withoutRefusals(recorded, refusals));
}

/** @param to what the log says became of the step, or the item */
function judgeOutcome(
  state: ReplayState,
  step: PlanStep,
  event: RunEvent,
  outcome: Outcome,
  to: string,
): Difference | undefined {
  if (!isExecuted(step)) return differs(event, tellOf(event), `nobody would attempt ${nameOf(event)}`);
  const { attempt = 1, item } = event;
  const tried = item === undefined ? { attempt } : { attempt, item: { index: item } };
  const decision = decideOutcome(state.now, step, tried, outcome, state.context(event));
  state.follow(step, decision);
  const { change } = decision;
  if (change.to !== to) return other(event, change);
  return change.to === 'failed' || change.to === 'timed_out' ? judgeError(event, change.error) : undefined;
}

const toCompleted = (event: RunEvent): Outcome => ({
  status: 'completed',
  output: JSON.stringify(toJson(event.output)),
});

/** In a fork, the step may have the outcome that the source recorded of its child, which was not started. */
const isRecorded = ({ hasRecordedCalls }: ReplayState, { kind }: PlanStep): boolean =>
  hasRecordedCalls && kind === 'workflow';

const isExecuted = (step: PlanStep): boolean => kindOf(step).decideOutcome !== undefined;
