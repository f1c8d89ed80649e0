/** What is run as one and has one outcome: a step, or an item of a `forEach` step, which reads `step[item]`. */
export const toUnit = (step: string, item: number | undefined): string =>
  item === undefined ? step : `${step}[${item}]`;

const PARTS = /^(\w+)(?:\[(\d+)\])?$/;

/** The step that a unit is or belongs to, and the number of its item. */
export function partsOf(unit: string): { readonly step: string; readonly item: number | undefined } {
  const [, step = unit, item] = PARTS.exec(unit) ?? [];
  return { step, item: item === undefined ? undefined : Number(item) };
}
