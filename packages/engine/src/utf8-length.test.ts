import { expect, it } from '@jest/globals';
import { fitsBytes, utf8Length } from './utf8-length.ts';

it.each(['', 'abc', 'é', '€', '😀', 'a😀b€cé', '\ud800', '\udc00a', '\ud800\ud800\udc00', '\udc00\ud800'])(
  'the UTF-8 length counts the bytes of %j as an encoder writes them',
  (text) => {
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  },
);

it('the UTF-8 length knows whether a text fits, to the byte', () => {
  expect([fitsBytes('€€', 6), fitsBytes('€€', 5), fitsBytes('ab', 2), fitsBytes('abc', 2)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
