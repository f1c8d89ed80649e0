import { expect, test } from '@jest/globals';
import { toTypedValue } from './attribute.ts';

test.each([
  ['2026-01-02T03:04:05Z', { type: 'time', value: Date.UTC(2026, 0, 2, 3, 4, 5) }],
  ['2026-01-02t05:04:05+02:00', { type: 'time', value: Date.UTC(2026, 0, 2, 3, 4, 5) }],
  ['2026-01-02', { type: 'text', value: '2026-01-02' }],
  ['2026-02-30T00:00:00Z', { type: 'text', value: '2026-02-30T00:00:00Z' }],
  ['7', { type: 'text', value: '7' }],
  [7, { type: 'number', value: 7 }],
  [true, { type: 'boolean', value: true }],
])('the typed value of the attribute %j is %j', (value, typed) => {
  expect(toTypedValue(value)).toEqual(typed);
});
