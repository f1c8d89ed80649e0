import { OUTPUT_UNIT } from '@ag06/protocol';
import type { Evaluation, Plan, PlanStep } from '../plan.ts';
import { type CollectedItems, decideCollection, decideExpansion } from './decide-items.ts';
import { addOutcome, decideFailure } from './decide-outcome.ts';
import type { Decision, DecisionContext } from './decision.ts';
import { evaluateOutput, openDependants, stepOf } from './openings.ts';
import { readsOfStep } from './reads.ts';
import { type FieldValues, type RunView, toScope } from './scope.ts';

/** What a held unit's expression leads to: the run's end, a skipped step, or one that goes on. `items`: those of a step
 * that is held because all of them have their outcome. */
export function decideEvaluation(
  plan: Plan,
  unit: string,
  attempt: number,
  context: DecisionContext,
  items?: CollectedItems,
): Decision {
  if (unit === OUTPUT_UNIT) return { change: { to: 'ended' }, next: [], end: evaluateOutput(plan, context) };
  const step = stepOf(plan, unit);
  if (items !== undefined) return decideCollection(plan, step, attempt, items, context);
  const reads = readsOfStep(step);
  const condition = step.when?.evaluate(toScope(reads, context.values, context.run, attempt)) ?? TRUE;
  if (!condition.ok) {
    const failure = { code: condition.code, message: `The condition \`when\`: ${condition.message}` };
    return decideFailure(plan, step, attempt, failure, context);
  }
  if (condition.value === true) {
    if (step.forEach !== undefined) return decideExpansion(plan, step, attempt, context);
    return {
      change: { to: 'open', opening: { mode: 'claim', reads }, lost: false },
      next: [],
      end: undefined,
    };
  }
  if (condition.value !== false) {
    const message = `The condition \`when\` must give a boolean; it gave ${JSON.stringify(condition.value)}.`;
    return decideFailure(plan, step, attempt, { code: 'EXPRESSION_FAILED', message }, context);
  }
  return decideSkip(plan, step, context);
}

const TRUE: Evaluation = { ok: true, value: true };

function decideSkip(plan: Plan, step: PlanStep, context: DecisionContext): Decision {
  const values = addOutcome(context, step, 'skipped', `o:${step.id}`, 'null');
  return {
    change: { to: 'skipped', output: 'null' },
    next: openDependants(plan, step, { ...context, values }),
    end: undefined,
  };
}

/** What a step's agent is given: its `with`, evaluated. */
export function renderInput(step: PlanStep, values: FieldValues, run: RunView, attempt: number): Evaluation {
  return step.with.evaluate(toScope(readsOfStep(step), values, run, attempt));
}
