import { describe, expect, it } from '@jest/globals';
import { writeBody } from './write-body.ts';

describe('writeBody', () => {
  it.each([
    [{ n: Number.NaN }, 'n'],
    [{ list: [1, Number.POSITIVE_INFINITY] }, '1'],
    [{ id: 2 ** 53 + 2 }, 'id'],
    [Number.NEGATIVE_INFINITY, ''],
  ])('throws for a value that JSON would change silently: %p', (body, path) => {
    expect(() => writeBody(body)).toThrow(
      expect.objectContaining({
        name: 'RefusedError',
        code: 'NUMBER_INEXACT',
        errors: [expect.objectContaining({ path })],
      }),
    );
  });

  it('returns the JSON of any other value', () => {
    const text = '{"n":9007199254740992,"f":0.1,"__proto__":{"a":1},"big":1e+300}';
    expect(writeBody(JSON.parse(text))).toBe(text);
  });
});
