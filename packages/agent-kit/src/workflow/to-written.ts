import type { Json } from '@ag06/contracts';
import { isExpression } from './to-source.ts';

/** Returns a value as the definition has it: expressions become templates, and absent fields are left out. */
export function toWritten(value: unknown): Json {
  if (isExpression(value)) return String(value);
  if (Array.isArray(value)) return value.map(toWritten);
  if (typeof value !== 'object' || value === null) return value as Json;
  const present = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(present.map(([name, field]) => [name, toWritten(field)]));
}

const STEP = /\bsteps\.([A-Za-z_][A-Za-z0-9_]*)/g;

/** Returns the steps that the expressions of a written value name, in order. */
export function findSteps(written: Json): readonly string[] {
  if (typeof written === 'string') {
    return written.includes('${') ? [...written.matchAll(STEP)].map(([, id = '']) => id) : [];
  }
  if (typeof written !== 'object' || written === null) return [];
  return Object.values(written).flatMap(findSteps);
}
