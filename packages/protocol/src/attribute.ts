import { z } from 'zod';

/** A value by which a run is listed. A text in the form of RFC 3339 is a time. */
export type AttributeValue = string | number | boolean;

/** Name and value, as a run's meta keeps them: names of users are never keys of an object. */
export type Attribute = readonly [name: string, value: AttributeValue];

export const Attributes: z.ZodType<readonly Attribute[]> = z.array(
  z.tuple([z.string(), z.union([z.string(), z.number(), z.boolean()])]),
);

/** A value as lists compare it: a time in milliseconds since 1970. */
export type TypedValue =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'time'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean };

/** Nobody declares the type of an attribute: its value has it. */
export function toTypedValue(value: AttributeValue): TypedValue {
  if (typeof value === 'number') return { type: 'number', value };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  const at = parseTime(value);
  return at === undefined ? { type: 'text', value } : { type: 'time', value: at };
}

const Time = z.iso.datetime({ offset: true });

/** Milliseconds since 1970 of a date and time with its zone, as RFC 3339 writes it. */
export function parseTime(text: string): number | undefined {
  // Most texts are none, and are told apart by this.
  if (!/^\d{4}-/.test(text) || !Time.safeParse(text).success) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
