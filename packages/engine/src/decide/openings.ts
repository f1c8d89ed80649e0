import type { Next } from '@ag06/protocol';
import type { Plan } from '../plan.ts';
import { openOutput } from '../steps/output/run-output.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import type { DecisionContext } from './decision.ts';

/** Opens the steps without dependencies for a process that executes none. */
export function openRoots(plan: Plan): Next[] {
  return plan.roots.map((id) => openStep(stepOf(plan, id), 'schedule'));
}

/** How a step opens once its dependencies have their outcomes. */
export function openStep(step: PlanStep, execution: 'claim' | 'schedule'): Next {
  const { id, needs, when, opens, park, reads } = step;
  const unit = { unit: id, needs: needs.length, reads };
  if (when !== undefined || opens === 'evaluate') return { ...unit, mode: 'evaluate' };
  return park === undefined ? { ...unit, mode: execution } : { ...unit, mode: 'park', park };
}

/** The units that the outcome of `step` opens: its dependants, or the run's output if it is a leaf. */
export function openDependants(plan: Plan, step: PlanStep, context: DecisionContext): Next[] {
  if (step.dependants.length === 0) return [openOutput(plan, context)];
  return step.dependants.map((id) => openStep(stepOf(plan, id), 'claim'));
}

/** Returns a step of the plan. A missing one is a defect of the caller. */
export function stepOf(plan: Plan, id: string): PlanStep {
  const step = plan.steps.get(id);
  if (step === undefined) throw new Error(`The plan ${plan.name}@${plan.version} has no step ${id}.`);
  return step;
}
