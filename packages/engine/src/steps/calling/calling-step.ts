import { stepOfUnit } from '@ag06/contracts';
import type { Plan } from '../../plan.ts';
import type { PlanStep } from '../plan-step.ts';
import type { AgentCall } from './agent-call.ts';

/** A step of a kind that calls an agent. Its units have activations, and workers execute them. */
export type CallingStep = Extract<PlanStep, AgentCall>;

export const isCalling = (step: PlanStep): step is CallingStep => 'agent' in step;

/** Returns the step that this unit or lane executes; undefined for a unit that calls no agent. */
export function callingStepOf(plan: Pick<Plan, 'steps'>, unit: string): CallingStep | undefined {
  const step = plan.steps.get(stepOfUnit(unit));
  return step !== undefined && isCalling(step) ? step : undefined;
}
