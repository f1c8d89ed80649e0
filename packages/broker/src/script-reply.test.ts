import { expect, it } from '@jest/globals';
import { toIntegers, toTexts } from './script-reply.ts';

it('the reply of a queue script is taken as texts or whole numbers', () => {
  expect(toTexts(['key', 'wait', 'string'])).toEqual(['key', 'wait', 'string']);
  expect(toTexts([])).toEqual([]);
  expect(toIntegers([0, 499])).toEqual([0, 499]);
});

it.each([null, undefined, 'OK', 1, {}, [null], [['a']]])('the reply %j is refused, and told', (reply) => {
  expect(() => toTexts(reply)).toThrow('A queue script must return a list');
  expect(() => toIntegers(reply)).toThrow('A queue script must return a list');
});

it('texts are no numbers, and fractions no places', () => {
  expect(() => toIntegers(['1'])).toThrow('whole numbers');
  expect(() => toIntegers([0.5])).toThrow('whole numbers');
});
