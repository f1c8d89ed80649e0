import { LIMITS } from '@ag06/contracts';
import type { CollectedItems, Decision, DecisionContext } from '../../decide/decision.ts';
import { decideFailure, withOutcome } from '../../decide/end-step.ts';
import { openDependants } from '../../decide/openings.ts';
import type { Plan } from '../../plan.ts';
import type { ListPlanStep } from './lanes-of.ts';
import { redoItems } from './redo-items.ts';

/**
 * Completes a step whose items all have their outcomes with the list of their outputs. After a retry of its run it first
 * does those again that have none, or failed.
 */
export function completeItems(
  plan: Plan,
  step: ListPlanStep,
  attempt: number,
  items: CollectedItems,
  context: DecisionContext,
): Decision {
  if (items.status === 'incomplete') return redoItems(step, items);
  if (items.status === 'too-large') {
    const message = `The outputs of the items have more than ${LIMITS.itemListBytes} bytes. Let each item give less.`;
    return decideFailure(plan, step, attempt, { code: 'OUTPUT_TOO_LARGE', message }, context);
  }
  const { output } = items;
  const error = items.failed === 0 ? undefined : JSON.stringify(describeFailures(step, items));
  const outcome = withOutcome(context.values, step, 'completed', `o:${step.id}`, output);
  const values =
    error === undefined ? outcome : withOutcome(outcome, step, 'completed', `e:${step.id}`, error);
  return {
    change: { to: 'collected', output, error },
    next: openDependants(plan, step, { ...context, values }),
    end: undefined,
  };
}

function describeFailures(
  step: ListPlanStep,
  { failed, errors }: Extract<CollectedItems, { status: 'collected' }>,
) {
  const message = `${failed} item${failed === 1 ? '' : 's'} failed; the run went on, with null in their places.`;
  return { code: 'ITEMS_FAILED', message, step: step.id, failed, errors };
}
