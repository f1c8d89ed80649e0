import { parseRfc3339 } from '@ag06/contracts';
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

/** Returns a value with its type, which nobody declares: a text in the form of RFC 3339 is a time. */
export function toTypedValue(value: AttributeValue): TypedValue {
  if (typeof value === 'number') return { type: 'number', value };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  const at = parseRfc3339(value);
  return at === undefined ? { type: 'text', value } : { type: 'time', value: at };
}
