/** The unit of one lane of a `forEach` step: `<step>.<lane>`, lanes from 0. A step's id has no dot. */
export const toLaneUnit = (step: string, lane: number): string => `${step}.${lane}`;

/** The step that a unit is, or whose lane it is. */
export function stepOfUnit(unit: string): string {
  const at = unit.indexOf('.');
  return at < 0 ? unit : unit.slice(0, at);
}

/** The number of a lane; undefined for a step. */
export function laneOfUnit(unit: string): number | undefined {
  const at = unit.indexOf('.');
  return at < 0 ? undefined : Number(unit.slice(at + 1));
}

/** How many items of a list are stored and sent as one text. */
export const ITEMS_PER_CHUNK = 16;
