import type { ScheduleSummaryView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { toSchedulesAnswer, toTimes } from './to-schedules-answer.ts';

const NOW = Date.parse('2026-01-01T00:00:00.000Z');
const schedule = (name: string, next: string | null): ScheduleSummaryView => ({
  name,
  workflow: name,
  overlap: 'skip',
  catchUp: 'last',
  managed: false,
  paused: next === null,
  next,
  running: null,
  queued: [],
});

test('the next run of all schedules is told, and how many are paused', () => {
  const at = (minute: number) => `2026-01-01T00:0${minute}:00.000Z`;
  expect(toSchedulesAnswer([schedule('b', at(5)), schedule('a', at(2)), schedule('c', null)], NOW)).toEqual({
    tone: 'warn',
    text: 'The next run starts in 2 min: a. 1 of 3 schedules paused.',
  });
  expect(toSchedulesAnswer([schedule('c', null)], NOW).text).toBe(
    'No run will be started. 1 of 1 schedule paused.',
  );
  expect(toSchedulesAnswer([], NOW).text).toBe('No schedule starts any run.');
});

test('the times of a schedule are told with their zone', () => {
  expect(toTimes({ cron: '0 3 * * *', zone: 'Europe/Berlin' })).toBe('0 3 * * * (Europe/Berlin)');
  expect(toTimes({ every: '5m' })).toBe('every 5m');
});
