/**
 * One test moves the clock, which the duties of other files go by.
 *
 * @jest-environment node
 */
import { createMemoryStore, type Store } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { afterEach, expect, it, jest } from '@jest/globals';
import { StoreCeiling } from '../ceiling/store-ceiling.ts';
import { StoreClock } from '../clock/store-clock.ts';
import type { Parts } from '../parts.ts';
import { FleetReadings } from '../readings/fleet-readings.ts';
import { HealthWatch } from './health-watch.ts';
import { RequestLog } from './request-log.ts';

afterEach(() => void jest.useRealTimers());

/** A watch over a store in memory; `inspect` tells how full it is. */
function createWatch(inspect: (store: Store) => ReturnType<Store['inspect']>, isQuiet = () => false) {
  const store = createMemoryStore();
  const parts = {
    store: { ...store, inspect: () => inspect(store) },
    broker: {
      inspect: async () => new Map(),
      countEntryJobs: async () => ({}),
      findLongestWaits: async () => new Map(),
    },
    log: { warn: () => {} },
    book: createMetricBook(),
    appends: new RequestLog(),
    clock: new StoreClock(store),
    ceiling: new StoreCeiling({ storeBytes: undefined, book: createMetricBook() }),
    isStoreUp: () => true,
  } as unknown as Parts;
  const readings = new FleetReadings(parts);
  return new HealthWatch({ parts, readings, duties: [], reconnects: () => 0, isQuiet });
}

it('HealthWatch.start repeats a failed look, and resolves when one has succeeded', async () => {
  const memory = { usedBytes: 1, maxBytes: 2 };
  let failures = 1;
  const watch = createWatch(async (store) => {
    if (failures-- > 0) throw new Error('away');
    return { ...(await store.inspect()), memory };
  });
  await watch.start();
  expect(watch.readFacts().store).toMatchObject({ memory });
  await watch.stop();
});

it('A quiet fleet is looked at every four seconds, and at once when work begins', async () => {
  const inspect = jest.fn((store: Store) => store.inspect());
  const watch = createWatch(inspect, () => true);
  await watch.start();
  await watch.stop();
  jest.useFakeTimers();
  void watch.start();
  await jest.advanceTimersByTimeAsync(1);
  inspect.mockClear();
  await jest.advanceTimersByTimeAsync(2_500);
  expect(inspect).toHaveBeenCalledTimes(0);
  watch.soon();
  await jest.advanceTimersByTimeAsync(1);
  expect(inspect).toHaveBeenCalledTimes(1);
  await watch.stop();
});
