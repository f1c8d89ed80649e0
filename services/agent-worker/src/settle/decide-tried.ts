import {
  type CollectedItems,
  type Decision,
  type DecisionContext,
  decideEvaluation,
  decideOutcome,
  decideUnreadable,
  type PlanStep,
} from '@ag06/engine';
import type { Evaluate, Grant } from '@ag06/protocol';
import { promiseSlots, type ReadResult, type RunContext } from '@ag06/runtime';
import type { Attempted } from '../attempt/attempt-step.ts';
import { POISONED } from '../attempt/poison.ts';
import type { JobInHand } from '../claim/job-in-hand.ts';
import type { Reservations } from '../eager/reservations.ts';
import type { Stretch } from '../eager/stretch.ts';
import { isFree } from '../guard/step-guard.ts';
import type { Parts } from '../parts.ts';

/** Who decides: a job in hand, and how far it may still go on by itself. */
export interface Decider {
  readonly parts: Parts;
  readonly job: JobInHand;
  readonly stretch: Stretch;
}

const toDecisionContext = ({ runId, meta, values }: RunContext): DecisionContext => ({
  run: { id: runId, correlationId: meta.correlationId },
  values,
  random: Math.random,
});

/** Promises slots, in `reserved`, to what a decision about this unit wants to go on at once. */
export const reserve = (
  { parts, stretch }: Decider,
  context: RunContext,
  unit: string,
  decision: Decision,
  reserved: Reservations,
): Decision =>
  promiseSlots(
    context.plan,
    unit,
    decision,
    (step, isItem) =>
      isFree(parts, step) &&
      stretch.allows(context, step, isItem) &&
      reserved.reserve(step.agent, parts.slots.get(step.agent)),
  );

/** What becomes of a unit that is held for its evaluation. */
export function decideHeld(
  context: RunContext,
  { unit, attempt }: Evaluate,
  read: Exclude<ReadResult, { status: 'stale' }>,
  items: CollectedItems | undefined,
): Decision {
  const decisionContext = toDecisionContext(context);
  if (read.status === 'failed')
    return decideUnreadable(context.plan, unit, attempt, read.failure, decisionContext);
  const { values } = read.context;
  return decideEvaluation(context.plan, unit, attempt, { ...decisionContext, values }, items);
}

/** What becomes of a step or an item that was tried. */
export function decideTried(
  context: RunContext,
  step: PlanStep,
  grant: Grant,
  tried: Exclude<Attempted, { status: 'aborted' }>,
): Decision {
  if (tried.status === 'aside') return { change: { to: 'blocked', ...tried.why }, next: [], end: undefined };
  const outcome = tried.status === 'poison' ? POISONED : tried.outcome;
  return decideOutcome(context.plan, step, grant, outcome, toDecisionContext(context));
}
