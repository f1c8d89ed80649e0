import { stepOfUnit } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import type { Plan } from '../../plan.ts';
import type { PlanStep } from '../plan-step.ts';
import { withRound } from '../workflow/read-child.ts';
import type { ListStep } from './for-each-step.ts';

/** A step of a kind that has a list: its items are done in lanes. */
export type ListPlanStep = Extract<PlanStep, ListStep>;

export const hasItems = (step: PlanStep): step is ListPlanStep => 'list' in step;

/** The fields of a run that the lanes of a step read for each item. */
export const readsOfLanes = (step: ListPlanStep): readonly RunField[] =>
  step.kind === 'children' ? withRound(step.with.fields) : step.with.fields;

/** The fields of a run that a lane reads for each item. */
export function readsOfLane(plan: Plan, lane: string): readonly RunField[] {
  const step = plan.steps.get(stepOfUnit(lane));
  return step !== undefined && hasItems(step) ? readsOfLanes(step) : [];
}
