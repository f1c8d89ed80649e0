import { laneOfUnit, stepOfUnit } from '@ag06/contracts';
import type { RunState, UnitRecord } from '@ag06/store';

/** The lanes of a `forEach` step, by the names of their units. */
export function lanesOf({ units }: RunState, step: string): readonly (readonly [string, UnitRecord])[] {
  return [...units].filter(([name]) => laneOfUnit(name) !== undefined && stepOfUnit(name) === step);
}
