import type { AgentBounds } from '@ag06/client';
import type { DraftFault } from '../form/draft.ts';
import { KNOBS } from './knobs.ts';
import { tellRange } from './read-knobs.ts';

/** The least and the most of each knob as they are entered: under `NAME.min` and `NAME.max`. */
type BoundsTexts = ReadonlyMap<string, string>;

/** Where none is allowed, the last worker may stop while nothing comes. */
const LEAST_REPLICAS = 0;

/** Returns the hard bounds of a knob's bounds. */
export const hardBoundsOf = ({ name, min, max }: { name: string; min: number; max: number }) => ({
  min: name === 'replicas' ? LEAST_REPLICAS : min,
  max,
});

export const toBoundsTexts = (bounds: AgentBounds | null): BoundsTexts =>
  new Map(
    Object.entries(bounds ?? {}).flatMap(([name, bound]) =>
      bound === undefined
        ? []
        : [[`${name}.min`, String(bound.min)] as const, [`${name}.max`, String(bound.max)] as const],
    ),
  );

/**
 * Returns the bounds that fields stand for; null if all are empty. A knob with one of both has the hard one for the other. Adds
 * what is wrong to `faults`, under the API's names of places.
 */
export function readBounds(texts: BoundsTexts, faults: DraftFault[]): AgentBounds | null {
  const bounds = KNOBS.flatMap((knob) => {
    const hard = hardBoundsOf(knob);
    const read = (side: 'min' | 'max') => {
      const text = texts.get(`${knob.name}.${side}`)?.trim() ?? '';
      if (text === '') return undefined;
      const value = Number(text);
      if (Number.isFinite(value) && value >= hard.min && value <= hard.max) return value;
      const path = `bounds.${knob.name}.${side}`;
      faults.push({ path, message: `Expected a number from ${tellRange(hard)}, got ${text.slice(0, 40)}.` });
      return undefined;
    };
    const [min, max] = [read('min'), read('max')];
    if (min === undefined && max === undefined) return [];
    const bound = { min: min ?? hard.min, max: max ?? hard.max };
    if (bound.min > bound.max)
      faults.push({ path: `bounds.${knob.name}.max`, message: `Expected at least ${bound.min}.` });
    return [[knob.name, bound] as const];
  });
  return bounds.length === 0 ? null : Object.fromEntries(bounds);
}
