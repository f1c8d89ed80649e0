import type { Json } from '@ag06/contracts';

const SHOWN_CHARACTERS = 60;

/** Describes a value for messages: scalars as JSON, containers by kind and size. */
export function describeValue(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return describeObject(Object.keys(value));
  return shorten(
    typeof value === 'string' ? JSON.stringify(value.slice(0, 2 * SHOWN_CHARACTERS)) : String(value),
  );
}

function describeObject(keys: readonly string[]): string {
  if (keys.length === 0) return 'an empty object';
  const shown = keys.slice(0, 3).map((key) => key.slice(0, 20));
  return `an object with ${shown.join(', ')}${keys.length > 3 ? ' …' : ''}`;
}

/** Cuts a long text for a message. */
export function shorten(text: string, length: number = SHOWN_CHARACTERS): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
