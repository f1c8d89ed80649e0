import type { Json } from '@ag06/contracts';
import { unreadable } from './broken-record.ts';

/**
 * Readers of single values of a record. Each throws a `STORE_RECORD_INVALID` that names the value if it is anything
 * else. They are written by hand, because some are called for every unit of a run.
 */

const DIGITS = /^\d{1,16}$/;

/** Returns an integer of at least 0, given as a number or its digits. Throws for any other value. */
export function readCount(name: string, value: unknown): number {
  const count = typeof value === 'number' ? value : toCount(value);
  if (count >= 0 && Number.isSafeInteger(count)) return count;
  throw unreadable(name, 'a count', value);
}

const toCount = (value: unknown): number =>
  (typeof value === 'string' && DIGITS.test(value)) || typeof value === 'bigint' ? Number(value) : Number.NaN;

export function readText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw unreadable(name, 'a text', value);
}

export function readFlag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw unreadable(name, 'true or false', value);
}

/** Parses JSON text. Throws for any other value. */
export function readJson(name: string, value: unknown): Json {
  try {
    return JSON.parse(readText(name, value));
  } catch {
    throw unreadable(name, 'JSON', value);
  }
}

/** Reads a value that may be absent. Returns undefined for null, as databases have it. */
export const readOptional = <T>(
  read: (name: string, value: unknown) => T,
  name: string,
  value: unknown,
): T | undefined => (value === null || value === undefined ? undefined : read(name, value));

/** Returns a reader of one of these words. */
export function wordReader<T extends string>(words: readonly T[]): (name: string, value: unknown) => T {
  const known = new Map<unknown, T>(words.map((word) => [word, word]));
  return (name, value) => {
    const word = known.get(value);
    if (word !== undefined) return word;
    throw unreadable(name, `one of ${words.join(', ')}`, value);
  };
}
