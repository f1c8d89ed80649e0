import { stepOfUnit } from '@ag06/contracts';
import { OUTPUT_UNIT } from '@ag06/protocol';
import type { Plan } from '../plan.ts';
import { kindOf } from '../steps/kinds.ts';
import { decideOutput } from '../steps/output/run-output.ts';
import type { CollectedItems, Decision, DecisionContext, HeldItem } from './decision.ts';
import { decideFailure, endStep } from './end-step.ts';
import { stepOf } from './openings.ts';
import { evaluateTemplate } from './scope.ts';

/**
 * Decides about a held unit by its expression: the run ends, the step is skipped, or it goes on.
 *
 * @param items the items' outcomes, if the step is held because all of them have one
 * @param item what a lane is held for
 */
export function decideEvaluation(
  plan: Plan,
  unit: string,
  attempt: number,
  context: DecisionContext,
  items?: CollectedItems,
  item?: HeldItem,
): Decision {
  if (unit === OUTPUT_UNIT) return decideOutput(plan, context);
  const step = stepOf(plan, stepOfUnit(unit));
  const kind = kindOf(step);
  if (item !== undefined && kind.decideItem !== undefined)
    return kind.decideItem(plan, step, { unit, attempt, item }, context);
  if (items !== undefined && kind.decideItems !== undefined)
    return kind.decideItems(plan, step, attempt, items, context);
  // What begins anew met its condition before.
  if (step.when === undefined || context.iteration !== undefined)
    return kind.decideHeld(plan, step, attempt, context);
  const condition = evaluateTemplate(step.when, context.values, context.run, attempt);
  if (!condition.ok) {
    const failure = { code: condition.code, message: `The condition \`when\`: ${condition.message}` };
    return decideFailure(plan, step, attempt, failure, context);
  }
  if (condition.value === true) return kind.decideHeld(plan, step, attempt, context);
  if (condition.value === false) return endStep(plan, step, 'skipped', 'null', context);
  const message = `The condition \`when\` must give a boolean; it gave ${JSON.stringify(condition.value)}.`;
  return decideFailure(plan, step, attempt, { code: 'EXPRESSION_FAILED', message }, context);
}
