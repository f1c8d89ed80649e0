import { expect, it } from '@jest/globals';
import { UsageError } from '../exit-codes.ts';
import { readSettings } from './tuning.ts';

it('reads settings', () => {
  expect(readSettings(['concurrency=4', 'breakerThreshold=0.5', 'hedgeAfterMs=off'])).toEqual({
    concurrency: 4,
    breakerThreshold: 0.5,
    hedgeAfterMs: null,
  });
  expect(readSettings([])).toEqual({});
});

it.each([
  ['concurency=4', 'Did you mean concurrency?'],
  ['concurrency', 'Unknown setting "concurrency"'],
  ['concurrency=many', 'takes a number, or off'],
  ['concurrency=-1', 'takes a number, or off'],
])('refuses %s', (word, message) => {
  expect(() => readSettings([word])).toThrow(UsageError);
  expect(() => readSettings([word])).toThrow(message);
});
