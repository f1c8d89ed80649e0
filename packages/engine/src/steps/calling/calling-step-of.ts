import { stepOfUnit } from '@ag06/contracts';
import type { Plan } from '../../plan.ts';
import type { PlanStep } from '../plan-step.ts';
import type { CallingStep } from './calling-step.ts';

/** Whether a step calls an agent: then its units have activations, and workers execute them. */
export const isCalling = (step: PlanStep): step is Extract<PlanStep, CallingStep> => 'agent' in step;

/** The step that calls an agent as this unit, or as this lane; undefined for a unit that calls none. */
export function callingStepOf(plan: Pick<Plan, 'steps'>, unit: string): CallingStep | undefined {
  const step = plan.steps.get(stepOfUnit(unit));
  return step !== undefined && isCalling(step) ? step : undefined;
}
