import { readDraft, toDraft } from './draft.ts';
import type { Field } from './fields.ts';

/** Whether a form shows all of a value, so that it is sent back as it came. Members that the schema does not name have no field. */
export function holdsValue(field: Field, value: unknown): boolean {
  return isSame(readDraft(field, toDraft(field, value), '', []).value, value);
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return (
    one.size === other.size && [...one].every(([name, of]) => other.has(name) && isSame(of, other.get(name)))
  );
}
