import { createMemoryStore } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { StoreCeiling } from '../ceiling/store-ceiling.ts';
import { StoreClock } from '../clock/store-clock.ts';
import type { Parts } from '../parts.ts';
import { FleetReadings } from '../readings/fleet-readings.ts';
import { HealthWatch } from './health-watch.ts';
import { RequestLog } from './request-log.ts';

it('HealthWatch.start repeats a failed look, and resolves when one has succeeded', async () => {
  const store = createMemoryStore();
  const memory = { usedBytes: 1, maxBytes: 2 };
  let failures = 1;
  const inspect = async () => {
    if (failures-- > 0) throw new Error('away');
    return { ...(await store.inspect()), memory };
  };
  const parts = {
    store: { ...store, inspect },
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
  const watch = new HealthWatch({
    parts,
    readings: new FleetReadings(parts),
    duties: [],
    reconnects: () => 0,
  });
  await watch.start();
  expect(watch.readFacts().store).toMatchObject({ memory });
  await watch.stop();
});
