import { describe, expect, test } from '@jest/globals';
import {
  formatBytes,
  formatCount,
  formatDistance,
  formatDuration,
  formatLocal,
  formatNoun,
  formatRate,
  formatTime,
} from './format.ts';

describe('formatDuration', () => {
  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [999.7, '1.0 s'],
    [1_500, '1.5 s'],
    [59_000, '59 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
    [7_500_000, '2 h 5 min'],
    [90_000_000, '1 d 1 h'],
    [Number.NaN, '–'],
  ])('tells %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('formatDistance', () => {
  test.each([
    [-500, 'now'],
    [-5_400, '5 s ago'],
    [125_000, 'in 2 min 5 s'],
    [-7_200_000, '2 h ago'],
  ])('tells %d ms from now as %s', (distance, text) =>
    expect(formatDistance(1e12 + distance, 1e12)).toBe(text),
  );
});

test('numbers have their thousands apart, and at most three digits of a fraction', () =>
  expect([0, 999, 1_000, -1_234_567, 1_234.5678].map(formatCount)).toEqual([
    '0',
    '999',
    '1,000',
    '-1,234,567',
    '1,234.568',
  ]));

test('counts have the noun that their number needs', () => {
  expect([formatNoun(1, 'run'), formatNoun(12_000, 'run'), formatNoun(2, 'entry', 'entries')]).toEqual([
    '1 run',
    '12,000 runs',
    '2 entries',
  ]);
});

test('a rate that is not known is a dash', () =>
  expect([formatRate(null), formatRate(0), formatRate(12.345)]).toEqual(['–', '0/s', '12.3/s']));

test('sizes are told in the largest unit that fits', () =>
  expect([0, 1023, 1536, 5 * 1024 ** 3].map(formatBytes)).toEqual(['0 B', '1023 B', '1.5 KiB', '5 GiB']));

test('times have a date where what is shown lasts over a day', () => {
  expect(formatTime('2026-01-02T03:04:05.678Z', false)).toBe('03:04:05.678');
  expect(formatTime('2026-01-02T03:04:05.678Z', true)).toBe('2026-01-02 03:04:05');
});

test('a time is told as clocks show it where the reader is, with how far these are from UTC', () => {
  const at = '2026-01-01T23:30:05.123Z';
  expect(formatLocal(at, 0)).toBe('2026-01-01 23:30:05 (UTC)');
  expect(formatLocal(at, 120)).toBe('2026-01-02 01:30:05 (UTC+2)');
  expect(formatLocal(at, -210)).toBe('2026-01-01 20:00:05 (UTC-3:30)');
  expect(formatLocal('later', 0)).toBe('later');
});
