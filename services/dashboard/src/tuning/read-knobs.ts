import type { TuningSettings } from '@ag06/client';
import type { DraftFault } from '../form/draft.ts';
import { KNOBS, type Knob, type NumberField, OFF } from './knobs.ts';

/** Fields of numbers as they are entered, by name; one that is absent or empty is left out. */
export type NumberTexts = ReadonlyMap<string, string>;

/** Returns the numbers that fields stand for. Adds to `faults` those out of their bounds, each under `PATH.NAME`. */
export function readNumbers(
  fields: readonly NumberField[],
  texts: NumberTexts,
  path: string,
  faults: DraftFault[],
): readonly (readonly [name: string, value: number | null])[] {
  return fields.flatMap((field) => {
    const text = texts.get(field.name)?.trim() ?? '';
    if (text === '') return [];
    const value = text === OFF && field.off !== undefined ? null : Number(text);
    const message = value === null ? undefined : findNumberFault(field, value, text);
    if (message !== undefined) faults.push({ path: `${path}.${field.name}`, message });
    return [[field.name, value] as const];
  });
}

function findNumberFault(
  { min, max, isWhole }: NumberField,
  value: number,
  text: string,
): string | undefined {
  const kind = isWhole ? 'a whole number' : 'a number';
  const isKind = Number.isFinite(value) && (!isWhole || Number.isInteger(value));
  if (isKind && value >= min && value <= max) return undefined;
  return `Expected ${kind} from ${tellRange({ min, max })}, got ${text.slice(0, 40)}.`;
}

/** Returns bounds as they are told. */
export const tellRange = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  `${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}`;

/** Returns the settings that fields of knobs stand for. */
export function readKnobs(
  knobs: readonly Knob[],
  texts: NumberTexts,
  path: string,
  faults: DraftFault[],
): TuningSettings {
  return Object.assign(
    {},
    ...readNumbers(knobs, texts, path, faults).map(([name, value]) => ({ [name]: value })),
  );
}

/** Returns what to change so that settings are as their fields say: what to set, and what goes back to static. */
export function toChange(
  before: TuningSettings,
  texts: NumberTexts,
  faults: DraftFault[],
): { readonly settings: TuningSettings; readonly unset: Knob['name'][] } {
  const known = toKnobTexts(before);
  const isSet = (name: string) => (texts.get(name)?.trim() ?? '') !== '';
  const changed = KNOBS.filter(({ name }) => isSet(name) && texts.get(name)?.trim() !== known.get(name));
  const unset = KNOBS.filter(({ name }) => known.has(name) && !isSet(name)).map(({ name }) => name);
  return { settings: readKnobs(changed, texts, 'settings', faults), unset };
}

/** Returns the fields of settings. */
export function toKnobTexts(settings: TuningSettings): NumberTexts {
  const entries = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined || name === 'bySize' ? [] : [[name, value === null ? OFF : String(value)] as const],
  );
  return new Map(entries);
}
