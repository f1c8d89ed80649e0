/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { createMemoryStore } from '@ag06/store';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { FleetReadings } from '../readings/fleet-readings.ts';
import { Activity } from './activity.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('A fleet is quiet once nothing was noted for three seconds', () => {
  const activity = new Activity();
  jest.advanceTimersByTime(2_999);
  expect(activity.isQuiet()).toBe(false);
  jest.advanceTimersByTime(2);
  expect(activity.isQuiet()).toBe(true);
  activity.note();
  expect(activity.isQuiet()).toBe(false);
});

it('Work that begins in a quiet fleet is told once, and what follows it is not', () => {
  const activity = new Activity();
  const begun = jest.fn();
  activity.onBegun(begun);
  activity.note();
  expect(begun).toHaveBeenCalledTimes(0);
  for (const times of [1, 2]) {
    jest.advanceTimersByTime(3_001);
    activity.note();
    activity.note();
    expect(begun).toHaveBeenCalledTimes(times);
  }
});

it('A fleet is at rest once it is quiet, and no look has found a job that is due later', () => {
  const activity = new Activity();
  jest.advanceTimersByTime(3_001);
  expect(activity.isAtRest()).toBe(true);
  activity.expect();
  expect([activity.isQuiet(), activity.isAtRest()]).toEqual([true, false]);
  jest.advanceTimersByTime(3_001);
  expect(activity.isAtRest()).toBe(true);
});

it.each([
  ['waits', { waiting: 1, active: 0 }, [1, 0]],
  ['runs', { waiting: 0, active: 1 }, [1, 0]],
  ['is due later', { waiting: 0, active: 0, delayed: 1 }, [0, 1]],
])(
  'A look at the queues tells of work, or that some is to come, where a job %s: %j',
  async (_, counts, times) => {
    const [note, expectWork] = [jest.fn(), jest.fn()];
    const broker = {
      inspect: async () => new Map([['a', { delayed: 0, ...counts, head: undefined }]]),
      countEntryJobs: async () => ({ waiting: 0, active: 0, delayed: 0 }),
    };
    const readings = new FleetReadings(
      { store: createMemoryStore(), broker: broker as never },
      { note, expect: expectWork },
    );
    await readings.inspectQueues(['a']);
    expect([note, expectWork].map(({ mock }) => mock.calls.length)).toEqual(times);
  },
);
