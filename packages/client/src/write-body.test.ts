import { describe, expect, it } from '@jest/globals';
import { writeBody } from './write-body.ts';

describe('a body', () => {
  it.each([
    [{ n: Number.NaN }, 'n'],
    [{ list: [1, Number.POSITIVE_INFINITY] }, '1'],
    [{ id: 2 ** 53 + 2 }, 'id'],
    [Number.NEGATIVE_INFINITY, ''],
  ])('that JSON would change in silence is not sent: %p', (body, path) => {
    expect(() => writeBody(body)).toThrow(
      expect.objectContaining({
        name: 'RefusedError',
        code: 'NUMBER_INEXACT',
        errors: [expect.objectContaining({ path })],
      }),
    );
  });

  it('is sent as it is otherwise', () => {
    const text = '{"n":9007199254740992,"f":0.1,"__proto__":{"a":1},"big":1e+300}';
    expect(writeBody(JSON.parse(text))).toBe(text);
  });
});
