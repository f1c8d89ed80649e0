import { MemoryObjects } from '@ag06/objects';
import { PlanCache } from '@ag06/runtime';
import { createMemoryStore, type Store, StoreError } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { openArchive } from '../archive/open-archive.ts';
import { keepRetention } from './retention.ts';
import { finishTagged } from './testing/finish-tagged.ts';

const FOREVER_MS = 10 ** 12;
const HOUR_MS = 3_600_000;
/** Negative, so that runs that ended in this millisecond count too. */
const AT_ONCE_MS = -60_000;

function create(isArchived = true, keptMs?: number) {
  const store = createMemoryStore();
  const keep = { keptMs, byStatus: new Map(), holdTag: 'hold' };
  const plans = new PlanCache(store.workflows);
  const archive = isArchived ? openArchive(new MemoryObjects(), { id: 'd', store, plans, keep }) : undefined;
  const ceiling = { isPressed: false, earlyAfterMs: AT_ONCE_MS };
  const clock = { isTrusted: async () => true };
  const parts = {
    clock,
    id: 'd',
    store,
    archive,
    holdTag: 'hold',
    retentionMs: FOREVER_MS,
    ceiling,
    book: createMetricBook(),
  };
  const countHot = async () => (await store.runs.listFinished(AT_ONCE_MS, 10_000, 0)).length;
  const keepIt = () => keepRetention(parts, new AbortController().signal);
  return { store, archive, ceiling, parts, countHot, keepIt };
}

it('keepRetention archives finished runs before their retention is over only while the store is too full', async () => {
  const { store, archive, ceiling, countHot, keepIt } = create();
  const ids = [await finishTagged(store, []), await finishTagged(store, ['hold'])];
  await keepIt();
  expect(await countHot()).toBe(2);
  ceiling.isPressed = true;
  await keepIt();
  expect(await countHot()).toBe(0);
  for (const id of ids) expect(await archive?.archive.find(id)).toBeDefined();
});

it('keepRetention leaves a run that has just ended in the store, however full that is', async () => {
  const { store, ceiling, countHot, keepIt } = create();
  await finishTagged(store, []);
  Object.assign(ceiling, { isPressed: true, earlyAfterMs: 60_000 });
  await keepIt();
  expect(await countHot()).toBe(1);
});

it('keepRetention waits for no batch to fill while the store is too full', async () => {
  const { store, ceiling, parts, countHot } = create();
  await finishTagged(store, []);
  const { runs } = store;
  // The run ended an hour ago, so its retention has just ended.
  const hourLater = {
    deleteFinished: async () => 0,
    listFinished: (_: number, limit: number, skip: number) => runs.listFinished(AT_ONCE_MS, limit, skip),
    now: async () => (await runs.now()) + HOUR_MS,
  };
  const later = { ...parts, retentionMs: HOUR_MS, store: { ...store, runs: hourLater } as unknown as Store };
  await keepRetention(later, new AbortController().signal);
  expect(await countHot()).toBe(1);
  ceiling.isPressed = true;
  await keepRetention(later, new AbortController().signal);
  expect(await countHot()).toBe(0);
});

it('keepRetention never deletes a run early without an archive', async () => {
  const { store, ceiling, countHot, keepIt } = create(false);
  await finishTagged(store, []);
  ceiling.isPressed = true;
  await keepIt();
  expect(await countHot()).toBe(1);
});

it('keepRetention takes runs out of a full store batch by batch, until a look finds it less full', async () => {
  const { store, ceiling, countHot, keepIt } = create();
  for (let n = 0; n < 1_200; n++) await finishTagged(store, []);
  let asked = 0;
  // The third question is asked before the second batch.
  Object.defineProperty(ceiling, 'isPressed', { get: () => ++asked < 3 });
  await keepIt();
  expect(await countHot()).toBe(700);
});

it('keepRetention archives smaller batches where the store has no memory left to read a larger one', async () => {
  const { store, archive, ceiling, parts, countHot } = create();
  for (let n = 0; n < 100; n++) await finishTagged(store, []);
  ceiling.isPressed = true;
  const sizes: number[] = [];
  const work = {
    unreadable: archive?.work.unreadable,
    archive: async (runIds: readonly string[]) => {
      sizes.push(runIds.length);
      if (runIds.length > 20) throw new StoreError('STORE_FULL', 'No room.');
      return archive?.work.archive(runIds);
    },
  };
  const narrow = { ...parts, archive: { ...archive, work } } as unknown as typeof parts;
  await keepRetention(narrow, new AbortController().signal);
  expect(sizes.slice(0, 2)).toEqual([100, 13]);
  expect(await countHot()).toBe(0);
});

it('keepRetention takes other runs when the oldest of a batch cannot be read', async () => {
  const { store, archive, ceiling, countHot, keepIt } = create();
  const broken = new Set<string>();
  for (let n = 0; n < 502; n++) {
    const id = await finishTagged(store, []);
    if (n < 500) broken.add(id);
  }
  const { loadRun } = store.runs;
  store.runs.loadRun = async (id) => {
    if (broken.has(id)) throw new StoreError('STORE_RECORD_INVALID', 'Its record is broken.');
    return loadRun.call(store.runs, id);
  };
  ceiling.isPressed = true;
  await keepIt();
  await keepIt();
  expect(archive?.work.unreadable.size).toBe(500);
  expect(await countHot()).toBe(500);
});

it('keepRetention neither archives nor prunes by age while the store’s clock is not trusted, and then goes on', async () => {
  const { store, archive, parts, countHot } = create(true, AT_ONCE_MS);
  const archived = await finishTagged(store, []);
  await archive?.work.archive([archived]);
  await finishTagged(store, []);
  const due = { ...parts, retentionMs: AT_ONCE_MS };
  const { signal } = new AbortController();
  parts.clock.isTrusted = async () => false;
  await keepRetention(due, signal);
  expect([await countHot(), (await archive?.catalogue.look())?.length]).toEqual([1, 1]);
  parts.clock.isTrusted = async () => true;
  for (let turn = 0; turn < 3; turn++) await keepRetention(due, signal);
  expect([await countHot(), (await archive?.catalogue.look())?.length]).toEqual([0, 0]);
});

it('keepRetention relieves a full store also while its clock is not trusted, and prunes nothing then', async () => {
  const { store, archive, ceiling, parts, countHot, keepIt } = create(true, AT_ONCE_MS);
  const runId = await finishTagged(store, []);
  ceiling.isPressed = true;
  parts.clock.isTrusted = async () => false;
  await keepIt();
  await keepIt();
  expect(await countHot()).toBe(0);
  expect(await archive?.archive.find(runId)).toBeDefined();
});
