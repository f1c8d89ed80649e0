import type { Json } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, hashJson } from './canonical-json.ts';
import { isJsonObject, writeOwn } from './json-value.ts';

/** The same value with every object's keys in the opposite order of insertion. */
function reverseKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (!isJsonObject(value)) return value;
  const reversed: { [key: string]: Json } = {};
  for (const key of Object.keys(value).reverse()) writeOwn(reversed, key, reverseKeys(value[key] ?? null));
  return reversed;
}

const json = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));

describe('canonicalJson', () => {
  test('sorts keys at every level and keeps the order of lists', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }, 2], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1},2]}');
  });

  test('gives one text for values that differ in key order only', () => {
    fc.assert(
      fc.property(json, (value) => expect(canonicalJson(reverseKeys(value))).toBe(canonicalJson(value))),
    );
  });

  test('parses to the same value again', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.parse(canonicalJson(value))).toEqual(value)));
  });
});

describe('hashJson', () => {
  test('returns the start of the SHA-256 of the canonical text', () => {
    // printf '{}' | sha256sum
    expect(hashJson({})).toBe('44136fa355b3678a1146ad16f7e8649e');
  });

  test('differs for values that differ', () => {
    fc.assert(
      fc.property(
        json,
        json,
        (a, b) => (hashJson(a) === hashJson(b)) === (canonicalJson(a) === canonicalJson(b)),
      ),
    );
  });
});
