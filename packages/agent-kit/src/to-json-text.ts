import type { Json } from '@ag06/contracts';
import { isExactValue } from '@ag06/contracts/json-text';
import { describeThrown } from './describe-thrown.ts';
import { copyJson, type JsonBounds, whatIsInexact } from './json-copy.ts';

export type JsonText =
  | { readonly status: 'ok'; readonly value: Json; readonly text: string }
  | {
      readonly status: 'refused';
      readonly reason: 'unserialisable' | 'too_large' | 'too_deep';
      readonly detail: string;
    };

/**
 * Returns a value as JSON text, together with the value of that text. `undefined` becomes null. Never throws, even if
 * getters, proxies or `toJSON` of the value do.
 */
export function toJsonText(value: unknown, bounds: JsonBounds): JsonText {
  try {
    return convert(value === undefined ? null : value, bounds);
  } catch (thrown) {
    return { status: 'refused', reason: 'unserialisable', detail: describeThrown(thrown) };
  }
}

function convert(value: unknown, bounds: JsonBounds): JsonText {
  const copy = copyJson(value, bounds);
  if (copy.status === 'refused') return copy;
  if (copy.status === 'copied') return measured(copy.value, JSON.stringify(copy.value), bounds);
  const text = JSON.stringify(value, refuseInexact) ?? 'null';
  const parsed = text.length > bounds.maxBytes ? null : parse(text);
  const checked = copyJson(parsed, bounds);
  return checked.status === 'refused' ? checked : measured(parsed, text, bounds);
}

/** Throws for numbers that JSON would change, in the result of a `toJSON` and in class instances. */
function refuseInexact(key: string, value: unknown): unknown {
  if (typeof value !== 'number' || isExactValue(value)) return value;
  throw new TypeError(`${key === '' ? 'it' : key} ${whatIsInexact(value)}`);
}

function parse(text: string): Json {
  return JSON.parse(text);
}

function measured(value: Json, text: string, bounds: JsonBounds): JsonText {
  if (fits(text, bounds.maxBytes)) return { status: 'ok', value, text };
  return { status: 'refused', reason: 'too_large', detail: `it is beyond ${bounds.maxBytes} bytes` };
}

/** Whether a text fits. A UTF-16 unit takes one to three bytes of UTF-8, so most texts need no counting. */
function fits(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return false;
  return text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes;
}
