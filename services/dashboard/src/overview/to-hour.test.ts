import type { MinuteFiguresView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { HOUR_HEIGHT, tellGaps, toHour } from './to-hour.ts';

const NOW = Date.parse('2026-01-02T12:00:40Z');
const NONE = { meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null };
const OUTCOMES = { ok: 0, error: 0, timeout: 0, '429': 0, cancelled: 0, oom: 0 };
const minute = (time: string, ok: number, error = 0, p95Ms: number | null = 10): MinuteFiguresView => ({
  at: `2026-01-02T${time}:00.000Z`,
  attempts: ok + error,
  outcomes: { ...OUTCOMES, ok, error },
  duration: NONE,
  wait: { ...NONE, p95Ms },
});

test('each minute is a bar as high as its attempts, with those that failed on top', () => {
  const hour = toHour([minute('11:00', 20), minute('11:59', 30, 10)], NOW);
  expect(hour?.throughput).toEqual({
    sentence: '20 to 40 attempts a minute, the most at 11:59 UTC; 10 failed',
    succeeded: 'M0 72V36h5V72zM354 72V18h5V72z',
    failed: 'M354 18V0h5V18z',
  });
});

test('the line of the wait is broken where a minute has none, and a minute alone is a dot', () => {
  const items = [
    minute('11:00', 1, 0, 0),
    minute('11:01', 1, 0, 50),
    minute('11:03', 1, 0, 100),
    minute('11:04', 1, 0, null),
  ];
  expect(toHour(items, NOW)?.wait).toEqual({
    sentence: '0 ms to 100 ms until 95 % of attempts began, the longest at 11:03 UTC',
    line: `M2.5 ${HOUR_HEIGHT}h0L8.5 ${HOUR_HEIGHT / 2}M20.5 0h0`,
  });
});

test('the minute under way and those of more than an hour ago are left out', () => {
  expect(toHour([minute('10:59', 1), minute('12:00', 1)], NOW)).toBeUndefined();
  const hour = toHour([minute('10:59', 9), minute('11:30', 1), minute('12:00', 9)], NOW);
  expect(hour?.rows.map(({ time, attempts }) => [time, attempts])).toEqual([['11:30', '1']]);
  expect(hour && tellGaps(hour)).toBe('59 minutes of the hour have none: nothing ended, or nobody counted.');
});

test('the table has the newest minute first, and a dash for what was not measured', () =>
  expect(toHour([minute('11:30', 1_500, 3, 1_234), minute('11:31', 2, 0, null)], NOW)?.rows).toEqual([
    { time: '11:31', attempts: '2', failed: '0', wait: '–', duration: '–' },
    { time: '11:30', attempts: '1,503', failed: '3', wait: '1.2 s', duration: '–' },
  ]));

test('the charts say when their newest minute ended, also at midnight', () => {
  expect(toHour([minute('11:30', 1), minute('11:58', 1)], NOW)?.until).toBe('11:59 UTC');
  const midnight = toHour([minute('23:59', 1)], Date.parse('2026-01-03T00:00:40Z'));
  expect(midnight?.until).toBe('00:00 UTC');
});

test('a fleet in which nothing waited has a line at the bottom', () =>
  expect(toHour([minute('11:30', 1, 0, 0)], NOW)?.wait.line).toBe(`M182.5 ${HOUR_HEIGHT}h0`));
