import { expect, it } from '@jest/globals';
import { toIntegers, toTexts } from './script-reply.ts';

it('toTexts and toIntegers return the reply of a queue script', () => {
  expect(toTexts(['key', 'wait', 'string'])).toEqual(['key', 'wait', 'string']);
  expect(toTexts([])).toEqual([]);
  expect(toIntegers([0, 499])).toEqual([0, 499]);
});

it.each([null, undefined, 'OK', 1, {}, [null], [['a']]])(
  'toTexts throws for the reply %j, and shows it',
  (reply) => {
    expect(() => toTexts(reply)).toThrow('A queue script must return a list');
    expect(() => toIntegers(reply)).toThrow('A queue script must return a list');
  },
);

it('toIntegers throws for texts and fractions', () => {
  expect(() => toIntegers(['1'])).toThrow('whole numbers');
  expect(() => toIntegers([0.5])).toThrow('whole numbers');
});
