import { createMemoryStore, type Store } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { deleteOldRuns } from './delete-old-runs.ts';
import { keepRetention } from './retention.ts';
import { finishTagged } from './testing/finish-tagged.ts';

/** A store with so many old runs, whose lease this dispatcher has or has not. */
function createOld(count: number, isHolder = true) {
  let left = count;
  const store = {
    fleet: { acquireLease: async () => isHolder },
    runs: {
      listRuns: async () => ({ runs: [], next: undefined }),
      deleteFinished: async (_retentionMs: number, limit: number) => {
        const deleted = Math.min(left, limit);
        left -= deleted;
        return deleted;
      },
    },
  };
  const parts = { id: 'd', retentionMs: 1, holdTag: 'hold', store: store as unknown as Store };
  return { parts, countLeft: () => left };
}

it('deleteOldRuns deletes one batch per turn, so that a stop waits for one batch only', async () => {
  const { parts, countLeft } = createOld(1_200);
  expect([await deleteOldRuns(parts), countLeft()]).toEqual(['more', 700]);
  expect([await deleteOldRuns(parts), countLeft()]).toEqual(['more', 200]);
  expect([await deleteOldRuns(parts), countLeft()]).toEqual([undefined, 0]);
});

it('keepRetention leaves old runs to the dispatcher that holds the lease', async () => {
  const { parts, countLeft } = createOld(10, false);
  const turn = await keepRetention(
    {
      ...parts,
      clock: { isTrusted: async () => true },
      book: createMetricBook(),
      archive: undefined,
      ceiling: { isPressed: false, earlyAfterMs: 0 },
    },
    new AbortController().signal,
  );
  expect([turn, countLeft()]).toEqual([undefined, 10]);
});

it('deleteOldRuns passes over runs on hold, and deletes those behind them', async () => {
  const store = createMemoryStore();
  const held = await finishTagged(store, ['hold']);
  const others = [await finishTagged(store, []), await finishTagged(store, ['other'])];
  expect(await deleteOldRuns({ store, retentionMs: -60_000, holdTag: 'hold' })).toBeUndefined();
  expect(await store.runs.loadSummary(held)).toBeDefined();
  for (const runId of others) expect(await store.runs.loadSummary(runId)).toBeUndefined();
});

it('keepRetention deletes nothing while the store’s clock is not trusted', async () => {
  const { parts, countLeft } = createOld(10);
  const clock = { isTrusted: async () => false };
  const ceiling = { isPressed: true, earlyAfterMs: 0 };
  const { signal } = new AbortController();
  await keepRetention({ ...parts, clock, ceiling, book: createMetricBook(), archive: undefined }, signal);
  expect(countLeft()).toBe(10);
  clock.isTrusted = async () => true;
  await keepRetention({ ...parts, clock, ceiling, book: createMetricBook(), archive: undefined }, signal);
  expect(countLeft()).toBe(0);
});
