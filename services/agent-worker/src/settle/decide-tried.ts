import {
  type CollectedItems,
  type Decision,
  type DecisionContext,
  decideEvaluation,
  decideFailure,
  decideItemOutcome,
  decideOutcome,
  decideUnreadable,
  type PlanStep,
} from '@ag06/engine';
import type { Evaluate, Grant } from '@ag06/protocol';
import type { ReadResult, RunContext } from '@ag06/runtime';
import type { Attempted } from '../attempt/attempt-step.ts';
import { POISON, POISONED } from '../attempt/poison.ts';
import type { JobInHand } from '../claim/job-in-hand.ts';
import type { Reservations } from '../eager/reservations.ts';
import type { Stretch } from '../eager/stretch.ts';
import type { Environment } from '../environment.ts';
import { isFree } from '../guard/step-guard.ts';
import { keepLaneJob } from './keep-lane-job.ts';

/** Who decides: a job in hand, and how far it may still go on by itself. */
export interface Decider {
  readonly env: Environment;
  readonly job: JobInHand;
  readonly stretch: Stretch;
}

/** What decisions know of the run; steps that are to go on at once get their slots in `reserved`. */
export function toDecisionContext(
  { env, stretch }: Pick<Decider, 'env' | 'stretch'>,
  context: RunContext,
  reserved: Reservations,
): DecisionContext {
  return {
    run: { id: context.runId, correlationId: context.meta.correlationId },
    values: context.values,
    canClaim: (step) => isFree(env, step) && stretch.reserveStep(context, step, reserved),
    random: Math.random,
  };
}

/** What becomes of a unit that is held for its evaluation. */
export function decideHeld(
  decider: Decider,
  context: RunContext,
  { unit, attempt }: Evaluate,
  read: Exclude<ReadResult, { status: 'stale' }>,
  items: CollectedItems | undefined,
  reserved: Reservations,
): Decision {
  const decisionContext = toDecisionContext(decider, context, reserved);
  if (read.status === 'failed')
    return decideUnreadable(context.plan, unit, attempt, read.failure, decisionContext);
  const { values } = read.context;
  return decideEvaluation(context.plan, unit, attempt, { ...decisionContext, values }, items);
}

/** What becomes of a step or an item that was tried. */
export function decideTried(
  decider: Decider,
  context: RunContext,
  step: PlanStep,
  grant: Grant,
  tried: Exclude<Attempted, { status: 'aborted' }>,
  carried: Reservations,
): Decision {
  const { env, job, stretch } = decider;
  if (tried.status === 'aside') return { change: { to: 'blocked', ...tried.why }, next: [], end: undefined };
  const decisionContext = toDecisionContext(decider, context, carried);
  const { attempt, item } = grant;
  if (item !== undefined) {
    const canClaim = () => isFree(env, step) && stretch.reserveItem(context, step, carried);
    const outcome = tried.status === 'poison' ? POISONED : tried.outcome;
    const decision = decideItemOutcome(step, item.index, attempt, outcome, { ...decisionContext, canClaim });
    return keepLaneJob(job, grant, decision);
  }
  if (tried.status === 'poison') return decideFailure(context.plan, step, attempt, POISON, decisionContext);
  return decideOutcome(context.plan, step, attempt, tried.outcome, decisionContext);
}
