import { expect, it } from '@jest/globals';
import { isTime, renderDuration, renderTime } from './times.ts';

it.each([
  [0, '0 ms'],
  [340.4, '340 ms'],
  [3_400, '3.4 s'],
  [59_999, '59 s'],
  [60_000, '1 m'],
  [125_000, '2 m 5 s'],
  [4_200_000, '1 h 10 m'],
  [90_000_000, '1 d 1 h'],
])('%d ms is %s', (ms, text) => expect(renderDuration(ms)).toBe(text));

it('a moment is told from now, and one far away by its day', () => {
  const now = Date.parse('2026-11-28T12:00:00.000Z');
  expect(renderTime('2026-11-28T11:58:55.000Z', now)).toBe('1 m 5 s ago');
  expect(renderTime('2026-11-28T12:00:30.000Z', now)).toBe('in 30 s');
  expect(renderTime('2026-11-01T09:30:00.000Z', now)).toBe('2026-11-01 09:30');
  expect(isTime('2026-11-28T11:58:55.000Z')).toBe(true);
  expect(isTime('yesterday')).toBe(false);
});
