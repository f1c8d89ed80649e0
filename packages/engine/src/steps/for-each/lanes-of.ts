import { laneOfUnit, stepOfUnit } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import type { Plan } from '../../plan.ts';

/** Finds the lanes of a `forEach` step by the names of their units. */
export function lanesOf<Unit>(
  { units }: { readonly units: ReadonlyMap<string, Unit> },
  step: string,
): readonly (readonly [name: string, unit: Unit])[] {
  return [...units].filter(([name]) => laneOfUnit(name) !== undefined && stepOfUnit(name) === step);
}

/** The fields of a run that a lane reads for each item. */
export function readsOfLane(plan: Plan, lane: string): readonly RunField[] {
  const step = plan.steps.get(stepOfUnit(lane));
  return step?.kind === 'forEach' ? step.with.fields : [];
}
