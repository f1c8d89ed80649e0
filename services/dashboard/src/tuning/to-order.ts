import type { SimulationOrder } from '@ag06/client';
import type { DraftFault } from '../form/draft.ts';
import { KNOBS } from './knobs.ts';
import { type NumberTexts, readKnobs } from './read-knobs.ts';

/** The settings that a simulation can change: it knows no breakers. */
export const SIMULATED = KNOBS.filter(({ name }) => name !== 'breakerThreshold' && name !== 'breakerOpenMs');

/** Less than a minute, to a year. */
const HOURS = { min: 0.01, max: 8_760 } as const;

/** Returns the order that the fields of the form make. Adds what is wrong to `faults`, by the API's places and under `hours`. */
export function toOrder(
  texts: NumberTexts,
  hours: string,
  now: number,
  faults: DraftFault[],
): SimulationOrder {
  const settings = readKnobs(SIMULATED, texts, 'settings', faults);
  const span = Number(hours);
  const isSpan = hours.trim() !== '' && span >= HOURS.min && span <= HOURS.max;
  if (!isSpan)
    faults.push({
      path: 'hours',
      message: `Expected hours, ${HOURS.min} to ${HOURS.max}, got ${hours || 'none'}.`,
    });
  const fromMs = isSpan ? now - span * 3_600_000 : now;
  return { settings, from: new Date(fromMs).toISOString(), to: new Date(now).toISOString() };
}
