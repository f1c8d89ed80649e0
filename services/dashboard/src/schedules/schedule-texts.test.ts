import type { ScheduleView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { findTextFaults, newScheduleTexts, toScheduleSettings, toScheduleTexts } from './schedule-texts.ts';

const view: ScheduleView = {
  name: 'nightly',
  workflow: 'report',
  version: 'v1',
  cron: '0 3 * * *',
  zone: 'Europe/Berlin',
  overlap: 'queue',
  catchUp: 'all',
  jitter: '1m',
  from: '2026-01-01T00:00:00.500Z',
  managed: false,
  paused: true,
  next: null,
  running: null,
  queued: [],
  input: {},
  upcoming: [],
};

test('a schedule that is saved without a change is sent as it is, and stays paused', () => {
  const { workflow, version, cron, zone, overlap, catchUp, jitter, from } = view;
  const same = { workflow, version, cron, zone, overlap, catchUp, jitter, from, input: { days: 1 } };
  expect(toScheduleSettings(toScheduleTexts(view), { days: 1 }, view)).toEqual(same);
});

test('fields that are empty are left out, and of two kinds of times the chosen one is sent', () => {
  const texts = { ...newScheduleTexts('report', 'UTC'), times: 'every' as const, cron: 'x', every: ' 5m ' };
  expect(toScheduleSettings({ ...texts, until: '2026-02-01T10:00' }, null)).toEqual({
    workflow: 'report',
    input: null,
    every: '5m',
    overlap: 'skip',
    catchUp: 'last',
    until: new Date('2026-02-01T10:00').toISOString(),
    paused: false,
    create: true,
  });
});

test('what is missing is told before anything is sent', () => {
  const faults = findTextFaults({ ...newScheduleTexts('', 'UTC'), until: 'soon' });
  expect(faults.map(({ path }) => path)).toEqual(['name', 'workflow', 'cron', 'until']);
});
