import { expect, test } from '@jest/globals';
import type { Bar } from './fold-attempts.ts';
import { tellTick, toAxis, toPercent } from './to-axis.ts';

const bar = (dueAt: number, startedAt: number, endedAt?: number): Bar => ({
  attempt: 1,
  dueAt,
  startedAt,
  endedAt,
  outcome: 'completed',
});

test('an axis spans all bars from the first wait on, and open ones until now', () => {
  const rows = [
    { step: 'a', bars: [bar(1_000, 2_000, 3_000)], left: 0 },
    { step: 'b', bars: [bar(3_000, 3_000)], left: 0 },
  ];
  const axis = toAxis(rows, 7_000);
  expect(axis).toEqual({ from: 1_000, to: 7_000, ticks: [1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000] });
  expect(toPercent(axis, 4_000)).toBe(50);
  expect(toPercent(axis, 0)).toBe(0);
});

test('a timeline without bars, or of one moment, has an axis', () => {
  expect(toAxis([], 5)).toEqual({ from: 5, to: 6, ticks: [] });
  expect(toAxis([{ step: 'a', bars: [bar(5, 5, 5)], left: 0 }], 9)).toMatchObject({ from: 5, to: 6 });
});

test('an axis of months has few ticks', () => {
  const month = 30 * 86_400_000;
  expect(toAxis([{ step: 'a', bars: [bar(0, 0, 12 * month)], left: 0 }], 0).ticks.length).toBeLessThan(10);
});

test('marks have the time since the start, and dates on an axis of more than a day', () => {
  const day = 86_400_000;
  expect(tellTick({ from: 1_000, to: day, ticks: [] }, 61_000)).toBe('1 min');
  expect(tellTick({ from: 0, to: day + 1, ticks: [] }, day / 2)).toBe('01-01 12:00');
});
