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

it.each([
  ['waits', { waiting: 1, active: 0 }, 1],
  ['runs', { waiting: 0, active: 1 }, 1],
  ['is due later', { waiting: 0, active: 0, delayed: 1 }, 0],
])('A look at the queues tells of work where a job %s: %j', async (_, counts, times) => {
  const onWork = jest.fn();
  const broker = {
    inspect: async () => new Map([['a', { delayed: 0, ...counts, head: undefined }]]),
    countEntryJobs: async () => ({ waiting: 0, active: 0, delayed: 0 }),
  };
  const readings = new FleetReadings({ store: createMemoryStore(), broker: broker as never }, onWork);
  await readings.inspectQueues(['a']);
  expect(onWork).toHaveBeenCalledTimes(times);
});
