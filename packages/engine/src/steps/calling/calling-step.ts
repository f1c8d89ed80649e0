import { stepOfUnit } from '@ag06/contracts';
import type { Plan } from '../../plan.ts';
import type { PlanStep } from '../plan-step.ts';
import type { AgentCall } from './agent-call.ts';

/** A step of a kind that calls an agent: its units have activations, and workers execute them. */
export type CallingStep = Extract<PlanStep, AgentCall>;

export const isCalling = (step: PlanStep): step is CallingStep => 'agent' in step;

/** The step that calls an agent as this unit, or as this lane; undefined for a unit that calls none. */
export function callingStepOf(plan: Pick<Plan, 'steps'>, unit: string): CallingStep | undefined {
  const step = plan.steps.get(stepOfUnit(unit));
  return step !== undefined && isCalling(step) ? step : undefined;
}
