import { loadEvents } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { Catalogue, type KnownSegment } from '../catalogue/catalogue.ts';
import { DamagedSegments } from '../catalogue/damaged-segments.ts';
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
    expect(await loadEvents(test.runs, id, 1, 1)).toMatchObject([{ seq: 2 }]);
  }
});

it('merging segments of large runs comes to an end, and no merged segment is above 8 MiB', async () => {
  const MiB = 1024 * 1024;
  let segments: KnownSegment[] = [];
  let [made, written] = [0, 0];
  const create = (bytes: number, runs: number): KnownSegment => {
    const key = `segments/${made++}`;
    const segment = { key, bytes, due: async () => undefined, directory: async () => ({ runs: [] }) };
    return { key, runs, newest: made, oldest: made, segment } as unknown as KnownSegment;
  };
  const work = {
    recover: async () => ({}),
    replace: async (_: unknown, replaced: readonly { key: string; bytes: number }[]) => {
      const keys = new Set(replaced.map(({ key }) => key));
      const [gone, rest] = [
        segments.filter(({ key }) => keys.has(key)),
        segments.filter(({ key }) => !keys.has(key)),
      ];
      const bytes = replaced.reduce((sum, one) => sum + one.bytes, 0);
      written += bytes;
      expect(bytes).toBeLessThanOrEqual(8 * MiB);
      segments = [
        ...rest,
        create(
          bytes,
          gone.reduce((sum, { runs }) => sum + runs, 0),
        ),
      ];
      return true;
    },
  } as unknown as TestArchive['work'];
  const catalogue = {
    look: async () => segments.toReversed(),
    damaged: new DamagedSegments(),
    readHead: (known: KnownSegment, read: (segment: unknown) => unknown) => read(known.segment),
  } as unknown as Catalogue;
  const upkeep = new ArchiveUpkeep({ work, catalogue, policy: FOR_EVER, now: async () => 0 });
  let taken = 0;
  for (let i = 0; i < 200; i++) {
    const bytes = (i % 5) * MiB + 100_000;
    taken += bytes;
    segments.push(create(bytes, 3));
    for (let looks = 0; await upkeep.look(); looks++) expect(looks).toBeLessThan(20);
  }
  expect(segments.reduce((sum, { segment }) => sum + segment.bytes, 0)).toBe(taken);
  expect(written).toBeLessThan(2 * taken);
});

it('many expired segments leave in one change of the ledger, and each object is deleted once', async () => {
  const test = openTestArchive({ keptMs: DAY });
  for (let i = 0; i < 12; i++) {
    await finishRun(test.store);
    await test.archiveAll();
  }
  const { catalogue, upkeep } = upkeepOf(test, FOR_EVER, async () => (await test.store.runs.now()) + 2 * DAY);
  const [swap, remove] = [
    test.store.shared.swap.bind(test.store.shared),
    test.objects.delete.bind(test.objects),
  ];
  let [swaps, deletes] = [0, 0];
  test.store.shared.swap = (...args) => {
    swaps++;
    return swap(...args);
  };
  test.objects.delete = (key) => {
    deletes++;
    return remove(key);
  };
  while (await upkeep.look());
  for (let i = 0; i < 5; i++) await test.work.recover();
  expect(await catalogue.look()).toEqual([]);
  expect([swaps, deletes]).toEqual([1, 12]);
});

it('one look asks a bounded number of segments when they are due, and the next one goes on with the others', async () => {
  const test = openTestArchive();
  for (let i = 0; i < 230; i++) {
    await finishRun(test.store);
    await test.archiveAll();
  }
  const asked = new Set<string>();
  const read = test.objects.read.bind(test.objects);
  test.objects.read = (key, part) => {
    if (key.startsWith('segments/')) asked.add(key);
    return read(key, part);
  };
  const { upkeep, catalogue } = upkeepOf(test, { ...FOR_EVER, keptMs: 365 * DAY });
  expect(await upkeep.look()).toBe(true);
  expect(asked.size).toBe(200);
  expect(await catalogue.look()).toHaveLength(230);
  expect(await upkeep.look()).toBe(true);
  // The one that all were merged into is read back.
  expect(asked.size).toBe(230 + 1);
  expect(await catalogue.look()).toHaveLength(1);
});
