import { expect, it } from '@jest/globals';
import { isLargeText, LARGE_TEXT_BYTES, readLargeText, toLargeText } from './large-value.ts';

const LARGE = { bytes: 300_000, sha256: 'ab'.repeat(32) };

it('a reference to a large value is read as it was written', () => {
  expect(readLargeText(toLargeText(LARGE))).toEqual(LARGE);
});

it('a reference to a large value is no JSON text, but JSON as the output of an event', () => {
  const text = toLargeText(LARGE);
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
  expect(JSON.parse(`{"step":"a","output":${text},"attempt":1}`)).toEqual({
    step: 'a',
    output: null,
    large: LARGE,
    attempt: 1,
  });
});

it.each(['null', '{"large":{"bytes":1,"sha256":"x"}}', '"null,\\"large\\":{\\"bytes\\":1"', ''])(
  'the text %s is no reference to a large value',
  (text) => {
    expect(isLargeText(text)).toBe(false);
    expect(readLargeText(text)).toBeUndefined();
  },
);

it('every reference to a large value has a size between the bounds', () => {
  for (const bytes of [0, 300_000, 2 ** 40]) {
    const { length } = toLargeText({ ...LARGE, bytes });
    expect(length).toBeGreaterThanOrEqual(LARGE_TEXT_BYTES.min);
    expect(length).toBeLessThanOrEqual(LARGE_TEXT_BYTES.max);
  }
});
