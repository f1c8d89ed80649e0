import type { Plan } from '../plan.ts';
import { kindOf } from '../steps/kinds.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import type { Attempt, Decision, DecisionContext, Outcome } from './decision.ts';

/** What the outcome of one attempt leads to: the dependants' turn, the next item, another attempt, or the run's end. */
export function decideOutcome(
  plan: Plan,
  step: PlanStep,
  attempt: Attempt,
  outcome: Outcome,
  context: DecisionContext,
): Decision {
  return kindOf(step).decideOutcome(plan, step, attempt, outcome, context);
}
