import { expect, test } from '@jest/globals';
import { toRfc3339 } from '../rfc3339.ts';
import { MomentField, toMomentMs } from './moment-field.ts';

test('MomentField lets an RFC 3339 time with any offset pass, and toMomentMs returns its milliseconds', () => {
  const sent = '2026-11-28t11:00:00.25+02:00';
  expect(MomentField.parse(sent)).toBe(sent);
  expect(toRfc3339(toMomentMs(sent))).toBe('2026-11-28T09:00:00.250Z');
  expect(toMomentMs(undefined)).toBeUndefined();
});

test.each([
  '2026-11-28',
  '2026-11-28T09:00Z',
  '2026-02-30T09:00:00Z',
  `2026-11-28T09:00:00.${'0'.repeat(64)}Z`,
])('MomentField refuses %s', (text) => {
  expect(MomentField.safeParse(text).success).toBe(false);
});

test('toMomentMs throws for a text that no schema has seen', () => {
  expect(() => toMomentMs('yesterday')).toThrow('"yesterday" is no RFC 3339 time');
});
