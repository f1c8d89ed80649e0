/** Returns the unit of one lane of a `forEach` step: `<step>.<lane>`, lanes from 0. A step's id has no dot. */
export const toLaneUnit = (step: string, lane: number): string => `${step}.${lane}`;

/** Returns the step of a unit, which is the step itself or one of its lanes. */
export function stepOfUnit(unit: string): string {
  const at = unit.indexOf('.');
  return at < 0 ? unit : unit.slice(0, at);
}

/** Returns the number of a lane; undefined for a step. */
export function laneOfUnit(unit: string): number | undefined {
  const at = unit.indexOf('.');
  return at < 0 ? undefined : Number(unit.slice(at + 1));
}

/** How many items of a list are stored and sent as one text. */
export const ITEMS_PER_CHUNK = 16;
