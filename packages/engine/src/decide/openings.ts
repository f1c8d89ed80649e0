import { type Failure, LIMITS } from '@ag06/contracts';
import { type Next, type Opening, OUTPUT_UNIT, type RunEnd, type RunField } from '@ag06/protocol';
import type { Plan, PlanStep } from '../plan.ts';
import { fitsBytes, utf8Length } from '../utf8-length.ts';
import type { DecisionContext } from './decision.ts';
import { readsOfOutput, readsOfStep } from './reads.ts';
import { toScope } from './scope.ts';

/** The steps without dependencies, opened by a process that executes none. */
export function openRoots(plan: Plan): Next[] {
  return plan.roots.map((id) => ({ unit: id, needs: 0, ...openStep(stepOf(plan, id), 'schedule') }));
}

/** How a step opens: evaluated first if it has a condition or a list. */
export function openStep(step: PlanStep, mode: 'claim' | 'schedule'): Opening {
  const reads = readsOfStep(step);
  if (step.when !== undefined || step.forEach !== undefined) return { mode: 'evaluate', reads };
  return { mode, reads };
}

/** What an outcome of `step` opens: its dependants, or for a leaf the run's output. */
export function openDependants(plan: Plan, step: PlanStep, context: DecisionContext): Next[] {
  if (step.dependants.length === 0) return [openOutput(plan, context)];
  return step.dependants.map((id) => {
    const dependant = stepOf(plan, id);
    return { unit: id, needs: dependant.needs.length, ...openStep(dependant, 'claim') };
  });
}

function openOutput(plan: Plan, context: DecisionContext): Next {
  const unit = { unit: OUTPUT_UNIT, needs: plan.leaves.length };
  const reads = readsOfOutput(plan);
  // With one leaf the run certainly ends here; if all that the output names is at hand, in this very commit.
  const canEnd = plan.leaves.length === 1 && reads.every((field) => isAtHand(field, context));
  if (!canEnd) return { ...unit, mode: 'evaluate', reads };
  return { ...unit, mode: 'end', reads, end: evaluateOutput(plan, context) };
}

const isAtHand = (field: RunField, context: DecisionContext): boolean => context.values.has(field);

/** The run's end, when all leaves have their outcome and the fields of the output are at hand. */
export function evaluateOutput(plan: Plan, context: Pick<DecisionContext, 'values' | 'run'>): RunEnd {
  const result = plan.output.evaluate(toScope(readsOfOutput(plan), context.values, context.run, 1));
  if (!result.ok) return failRun({ code: result.code, message: `The workflow's output: ${result.message}` });
  const output = JSON.stringify(result.value);
  if (fitsBytes(output, LIMITS.outputBytes)) return { status: 'completed', output };
  return failRun({
    code: 'OUTPUT_TOO_LARGE',
    message: `The workflow's output has ${utf8Length(output)} bytes, more than ${LIMITS.outputBytes}. Name less in \`output\`.`,
  });
}

export const failRun = (failure: Failure): RunEnd => ({ status: 'failed', error: JSON.stringify(failure) });

/** A step of the plan; a missing one is a defect of the caller. */
export function stepOf(plan: Plan, id: string): PlanStep {
  const step = plan.steps.get(id);
  if (step === undefined) throw new Error(`The plan ${plan.name}@${plan.version} has no step ${id}.`);
  return step;
}
