import { expect, test } from '@jest/globals';
import { formatMoment, readCreatedTimes, toLocalField } from './created-times.ts';

const LOCAL = '2026-01-31T09:05:07';
const MOMENT = new Date(LOCAL).toISOString();

test('a moment of a filter is shown in the time zone of its reader, and read back as the same moment', () => {
  expect(toLocalField(MOMENT)).toBe(LOCAL);
  expect(toLocalField(String(Date.parse(MOMENT)))).toBe(LOCAL);
  expect(formatMoment(MOMENT)).toBe('2026-01-31 09:05:07');
  expect(readCreatedTimes({ from: LOCAL, to: '' })).toEqual({ from: MOMENT, to: undefined });
});

test('what is no moment leaves its field empty, and its filter is told as it is', () => {
  expect(toLocalField('yesterday')).toBe('');
  expect(toLocalField(undefined)).toBe('');
  expect(formatMoment('yesterday')).toBe('yesterday');
});

test('times between which nothing lies are refused with what they have to be', () => {
  expect(readCreatedTimes({ from: LOCAL, to: LOCAL })).toBe('The first time has to be before the second.');
  expect(readCreatedTimes({ from: '', to: LOCAL })).toEqual({ from: undefined, to: MOMENT });
});
