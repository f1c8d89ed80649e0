import { expect, test } from '@jest/globals';
import { chooseEncoding, type Encoding } from './choose-encoding.ts';

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1.0, BR;q=0.5', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000, *', 'gzip'],
  ['*', 'br'],
  ['deflate', 'identity'],
  ['br;q=much', 'identity'],
  ['', 'identity'],
  [undefined, 'identity'],
])('a caller that accepts “%s” gets %s', (accepted, encoding) => {
  expect(chooseEncoding(accepted, () => true)).toBe(encoding);
});

test('a form that was not made is not chosen', () => {
  const has = (encoding: Encoding) => encoding !== 'br';
  expect(chooseEncoding('br, gzip', has)).toBe('gzip');
  expect(chooseEncoding('br', has)).toBe('identity');
});
