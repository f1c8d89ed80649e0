import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { sweepBlobs } from './sweep-blobs.ts';

it('the duty sweeps orphaned blobs an hour after the last one of a run, on one dispatcher, and none while the store’s clock is not trusted', async () => {
  let now = 1_000_000;
  const store = createMemoryStore({ now: () => now });
  const log = pino({ level: 'silent' });
  const clock = { isTrusted: async () => true };
  await store.blobs.put('r0-gone', [Buffer.from('orphan')]);
  await sweepBlobs({ id: 'd-1', store, log, clock });
  expect(await store.blobs.list('r0-gone')).toHaveLength(1);
  now += 3_600_000;
  await store.fleet.acquireLease('blobs', 'd-2', 300_000);
  await sweepBlobs({ id: 'd-1', store, log, clock });
  expect(await store.blobs.list('r0-gone')).toHaveLength(1);
  clock.isTrusted = async () => false;
  await sweepBlobs({ id: 'd-2', store, log, clock });
  expect(await store.blobs.list('r0-gone')).toHaveLength(1);
  clock.isTrusted = async () => true;
  await sweepBlobs({ id: 'd-2', store, log, clock });
  expect(await store.blobs.list('r0-gone')).toEqual([]);
});

it('the duty goes on at once while there are further runs to look at', async () => {
  let now = 1_000_000;
  const store = createMemoryStore({ now: () => now });
  const clock = { isTrusted: async () => true };
  const parts = { id: 'd-1', store, log: pino({ level: 'silent' }), clock };
  const runIds = Array.from({ length: 45 }, (_, n) => `r0-${n}`);
  for (const runId of runIds) await store.blobs.put(runId, [Buffer.from('orphan')]);
  now += 3_600_000;
  expect([await sweepBlobs(parts), await sweepBlobs(parts), await sweepBlobs(parts)]).toEqual([
    'more',
    'more',
    undefined,
  ]);
  for (const runId of runIds) expect(await store.blobs.list(runId)).toEqual([]);
});
