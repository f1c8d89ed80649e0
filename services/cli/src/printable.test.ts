import { expect, test } from '@jest/globals';
import { printable, printableJson } from './printable.ts';

test('no control character of a text reaches the terminal', () => {
  expect(printable('a\u001b[2J\u009b2J')).toBe('a\\x1b[2J\\x9b2J');
});

test('JSON has no control characters, and is the same value', () => {
  const value = { 'a\u009b31m': ['\u007f\u0085\u001b', 'ü'] };
  const text = printableJson(value);
  expect(text).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(text)).toEqual(value);
  expect(printableJson([1], 2)).toBe('[\n  1\n]');
});
