import type { Plan } from '../plan.ts';
import { kindOf } from '../steps/kinds.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import type { Attempt, Decision, DecisionContext, Outcome } from './decision.ts';

/** Decides after an attempt: dependants open, the next item or another attempt follows, or the run ends. */
export function decideOutcome(
  plan: Plan,
  step: PlanStep,
  attempt: Attempt,
  outcome: Outcome,
  context: DecisionContext,
): Decision {
  const kind = kindOf(step);
  if (kind.decideOutcome === undefined)
    throw new Error(`The step ${step.id} is ${kind.title}: nobody attempts it.`);
  return kind.decideOutcome(plan, step, attempt, outcome, context);
}
