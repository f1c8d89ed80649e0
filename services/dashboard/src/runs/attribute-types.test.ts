import { expect, test } from '@jest/globals';
import { collectAttributes, toFieldValue } from './attribute-types.ts';

test('the attributes of runs are offered by name, with the types of their values', () => {
  const runs: { attributes?: Record<string, string | number | boolean> }[] = [
    { attributes: { order: 'o-1', amount: 5 } },
    {},
    { attributes: { due: '2026-01-02T03:04:05Z', isPaid: true, order: 'o-2', valueOf: 'x' } },
  ];
  expect([...collectAttributes(runs)]).toEqual([
    ['amount', 'number'],
    ['due', 'time'],
    ['isPaid', 'boolean'],
    ['order', 'text'],
    ['valueOf', 'text'],
  ]);
});

test('what a field holds becomes a value of its type, or none', () => {
  expect([toFieldValue('number', '1e3'), toFieldValue('number', 'x')]).toEqual(['1000', undefined]);
  expect([toFieldValue('text', ''), toFieldValue('text', 'a')]).toEqual([undefined, 'a']);
  expect(toFieldValue('time', '2026-01-02T03:04:05Z')).toBe('2026-01-02T03:04:05.000Z');
  expect(toFieldValue('time', 'soon')).toBeUndefined();
});
