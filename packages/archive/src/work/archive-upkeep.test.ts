import { expect, it } from '@jest/globals';
import { Catalogue } from '../catalogue/catalogue.ts';
import { Ledger } from '../catalogue/ledger.ts';
import { finishRun } from '../testing/finished-runs.ts';
import { openTestArchive, type TestArchive } from '../testing/open-archive.ts';
import { ArchiveUpkeep } from './archive-upkeep.ts';
import type { KeepPolicy } from './keep-policy.ts';

const DAY = 24 * 3600_000;
const FOR_EVER: KeepPolicy = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };

function upkeepOf({ work, objects, store }: TestArchive, policy: KeepPolicy, now = () => store.runs.now()) {
  const catalogue = new Catalogue(objects, new Ledger(store.shared, objects));
  return { catalogue, upkeep: new ArchiveUpkeep({ work, catalogue, policy, now }) };
}

it('runs that were kept long enough leave the archive, and those on hold stay', async () => {
  const test = openTestArchive();
  const { store, runs, archiveAll } = test;
  const [gone, held] = [await finishRun(store), await finishRun(store, { tags: ['hold'] })];
  await archiveAll();
  const now = async () => (await store.runs.now()) + 3 * DAY;
  const { upkeep } = upkeepOf(test, { ...FOR_EVER, keptMs: DAY }, now);
  expect(await upkeep.look()).toBe(true);
  expect(await upkeep.look()).toBe(false);
  expect(await runs.loadSummary(gone)).toBeUndefined();
  expect(await runs.loadSummary(held)).toMatchObject({ runId: held, archived: true });
});

it('a segment whose runs all expired is gone, and one that is not due is not touched', async () => {
  const test = openTestArchive({ keptMs: DAY });
  await finishRun(test.store);
  await test.archiveAll();
  const soon = upkeepOf(test, FOR_EVER);
  expect(await soon.upkeep.look()).toBe(false);
  const later = upkeepOf(test, FOR_EVER, async () => (await test.store.runs.now()) + 2 * DAY);
  expect(await later.upkeep.look()).toBe(true);
  expect(await later.catalogue.look()).toEqual([]);
});

it('small segments are merged, and every run is found as before', async () => {
  const test = openTestArchive();
  const ids: string[] = [];
  for (let i = 0; i < 17; i++) {
    ids.push(await finishRun(test.store, { input: { i } }));
    await test.archiveAll();
  }
  const { catalogue, upkeep } = upkeepOf(test, FOR_EVER);
  expect(await catalogue.look()).toHaveLength(17);
  expect(await upkeep.look()).toBe(true);
  expect(await upkeep.look()).toBe(false);
  expect(await catalogue.look()).toHaveLength(1);
  for (const [i, id] of ids.entries()) {
    expect(await test.runs.loadRun(id)).toMatchObject({ input: { i }, archived: true });
    expect(await test.runs.loadEvents(id, 1, 1)).toMatchObject([{ seq: 2 }]);
  }
});
