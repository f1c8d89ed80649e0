import { LIMITS } from '@ag06/contracts';
import type { ViolationList } from '../../compile/definition-fields.ts';
import type { PlanStep } from '../plan-step.ts';
import { hasItems } from './lanes-of.ts';

/** Refuses a workflow whose `forEach` steps have too many lanes together. */
export function judgeLanes(steps: Iterable<PlanStep>, violations: ViolationList): void {
  let lanes = 0;
  for (const step of steps) if (hasItems(step)) lanes += step.concurrency;
  if (lanes <= LIMITS.workflowLanes) return;
  const expected = `at most ${LIMITS.workflowLanes} lanes: the sum of the \`concurrency\` of all \`forEach\` steps (10 where there is none)`;
  violations.addText(['steps'], expected, String(lanes));
}
