import { randomUUID } from 'node:crypto';

/** Replaces data that could not be parsed. No job can have it by chance. */
export const MALFORMED = `malformed ${randomUUID()}`;
const MALFORMED_DATA = JSON.stringify(MALFORMED);

interface FieldRule {
  readonly isSound: (text: string) => boolean;
  readonly substitute: string;
}

/** Fields that BullMQ parses before it calls a processor: their required form, and the replacement of others. */
const PARSED_FIELDS: ReadonlyMap<string, FieldRule> = new Map([
  ['data', { isSound: isJson, substitute: MALFORMED_DATA }],
  ['opts', { isSound: isJsonObject, substitute: '{}' }],
  ['progress', { isSound: isJson, substitute: '0' }],
  ['stacktrace', { isSound: isJson, substitute: '[]' }],
  ['parent', { isSound: isJsonObject, substitute: '{}' }],
]);

/** The names of the fields that {@link isSoundField} judges. */
export const PARSED_FIELD_NAMES: readonly string[] = [...PARSED_FIELDS.keys()];

/** Whether BullMQ can parse this field of a job's hash. */
export function isSoundField(name: string, text: string): boolean {
  return PARSED_FIELDS.get(name)?.isSound(text) ?? true;
}

/**
 * Repairs the fields of a job (name, value, name, value …) in place. BullMQ throws on invalid JSON and never calls the
 * processor, so the job would stall for ever. Repaired, and with {@link MALFORMED} for data, it can be set aside.
 * Returns the names of the broken fields.
 */
export function repairFields(fields: unknown[]): readonly string[] {
  const broken: string[] = [];
  let hasData = false;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = String(fields[i]);
    const rule = PARSED_FIELDS.get(name);
    if (rule === undefined) continue;
    if (name === 'data') hasData = true;
    const value = fields[i + 1];
    if (typeof value === 'string' && rule.isSound(value)) continue;
    fields[i + 1] = rule.substitute;
    broken.push(name);
  }
  if (!hasData) broken.push('data');
  // If a field occurs twice, the last value counts.
  if (broken.length > 0) fields.push('data', MALFORMED_DATA);
  return broken;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
