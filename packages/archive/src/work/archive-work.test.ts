import { MemoryObjects, type ObjectStore } from '@ag06/objects';
import { createMemoryStore, loadEvents, type RunStore, StoreError } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { diesAt, listKeys, loseReply } from '../testing/faults.ts';
import { endRun, finishRun, retryRun } from '../testing/finished-runs.ts';
import { openTestArchive } from '../testing/open-archive.ts';
import { ALL_RUNS } from '../testing/queries.ts';
import type { ArchivePoint } from './archive-work.ts';

const POINTS: readonly ArchivePoint[] = [
  'archive.before-intent',
  'archive.after-intent',
  'archive.after-put',
  'archive.after-check',
  'archive.after-record',
  'archive.amid-clearing',
  'archive.after-clearing',
];

const idsOf = async (runs: RunStore) => (await runs.listRuns(ALL_RUNS)).runs.map(({ runId }) => runId).sort();
const listSegments = (objects: ObjectStore) => listKeys(objects, 'segments/');

it('finished runs leave the store for the archive, and are read as before', async () => {
  const { store, runs, archiveAll } = openTestArchive();
  const ids = [await finishRun(store), await finishRun(store, { input: { text: 'ü\n' } })].sort();
  const before = await Promise.all(ids.map((id) => runs.loadRun(id)));
  const logs = await Promise.all(ids.map((id) => loadEvents(runs, id, 0, 50)));
  await archiveAll();
  expect(await store.runs.listFinished(-60_000, 10, 0)).toEqual([]);
  expect(await idsOf(runs)).toEqual(ids);
  for (const [i, id] of ids.entries()) {
    const run = before[i];
    expect(await runs.loadRun(id)).toMatchObject({ ...run, units: expect.anything(), archived: true });
    expect(await loadEvents(runs, id, 0, 50)).toEqual(logs[i]);
    expect(await runs.loadFields(id, ['in'])).toEqual(new Map([['in', JSON.stringify(run?.input)]]));
  }
});

it.each(POINTS)('a process that dies %s loses no run and doubles none', async (point) => {
  const { store, objects, archive, runs, archiveAll, work } = openTestArchive();
  const ids = await Promise.all(Array.from({ length: 20 }, () => finishRun(store)));
  const dying = openTestArchive({
    store,
    objects,
    pass: diesAt(point),
  });
  await expect(dying.archiveAll()).rejects.toThrow('dies');
  expect(await idsOf(runs)).toEqual([...ids].sort());
  await work.recover();
  await archiveAll();
  expect(await store.runs.listFinished(-60_000, 100, 0)).toEqual([]);
  expect((await archive.listRuns(ALL_RUNS)).runs.map(({ runId }) => runId).sort()).toEqual([...ids].sort());
  expect(await listSegments(objects)).toHaveLength(1);
});

/** Calls of both stores whose answer can be lost, by the number of the call. */
it.each([1, 2, 3, 4, 5, 6, 7, 8])('the lost reply of write %i loses no run and doubles none', async (nth) => {
  const lost = loseReply(nth);
  const store = createMemoryStore();
  const objects = new MemoryObjects();
  const ids = await Promise.all(Array.from({ length: 3 }, () => finishRun(store)));
  const put = objects.put.bind(objects);
  const swap = store.shared.swap.bind(store.shared);
  const deleteRun = store.runs.deleteRun.bind(store.runs);
  objects.put = lost.over(put);
  store.shared.swap = lost.over(swap);
  store.runs.deleteRun = lost.over(deleteRun);
  const { archive, runs, archiveAll } = openTestArchive({ store, objects });
  await archiveAll().catch((error: unknown) => expect(String(error)).toContain('lost'));
  expect(await idsOf(runs)).toEqual([...ids].sort());
  await archiveAll();
  await archiveAll();
  expect((await archive.listRuns(ALL_RUNS)).runs.map(({ runId }) => runId).sort()).toEqual([...ids].sort());
  expect(await store.runs.listFinished(-60_000, 100, 0)).toEqual([]);
  expect(await listSegments(objects)).toHaveLength(1);
});

it('a run that is retried while it is archived stays in the store alone', async () => {
  const store = createMemoryStore();
  const [kept, retried] = [await finishRun(store), await finishRun(store)];
  let isRetried: Promise<void> | undefined;
  const { archive, runs, archiveAll } = openTestArchive({
    store,
    pass: (point) => {
      if (point === 'archive.after-record') isRetried ??= retryRun(store, retried);
    },
  });
  await archiveAll();
  await isRetried;
  expect((await archive.listRuns(ALL_RUNS)).runs.map(({ runId }) => runId)).toEqual([kept]);
  expect(await runs.loadSummary(retried)).toMatchObject({ status: 'running' });
  await endRun(store, retried);
  await archiveAll();
  expect(await archive.find(retried)).toMatchObject({ head: { runId: retried, status: 'timed_out' } });
  expect(await idsOf(runs)).toEqual([kept, retried].sort());
});

it('a process that was taken for dead changes nothing when it goes on', async () => {
  const { store, objects, archive, archiveAll } = openTestArchive();
  const ids = await Promise.all(Array.from({ length: 3 }, () => finishRun(store)));
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const slow: ObjectStore = {
    place: objects.place,
    putFrom: (key, source) => objects.putFrom(key, source),
    read: (key, part) => objects.read(key, part),
    list: (prefix) => objects.list(prefix),
    delete: (key) => objects.delete(key),
    tidy: async () => 0,
    close: () => {},
    put: async (key, bytes) => {
      if (key.startsWith('segments/')) {
        reached.resolve();
        await gate.promise;
      }
      await objects.put(key, bytes);
    },
  };
  await archive.find('r0-none');
  const frozen = openTestArchive({ store, objects: slow }).archiveAll();
  await reached.promise;
  await archiveAll();
  gate.resolve();
  await frozen;
  expect((await archive.listRuns(ALL_RUNS)).runs.map(({ runId }) => runId).sort()).toEqual(ids.sort());
  await archiveAll();
  expect(await listSegments(objects)).toHaveLength(1);
});

it('another archive than that of the fleet is refused, so that no run goes where others do not find it', async () => {
  const { store, archiveAll } = openTestArchive();
  await finishRun(store);
  await archiveAll();
  await finishRun(store);
  const other = openTestArchive({ store, objects: new MemoryObjects() });
  await expect(other.archiveAll()).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
  expect(await store.runs.listFinished(-60_000, 10, 0)).toHaveLength(1);
});

it('a place that is replaced while a process runs takes no run out of the store, and gets no mark', async () => {
  const { store, objects, runs, archiveAll } = openTestArchive();
  for (let i = 0; i < 2; i++) {
    await finishRun(store);
    await archiveAll();
  }
  const id = await finishRun(store);
  const bare = new MemoryObjects();
  const mounted = { ...boundMembers(objects) };
  Object.assign(objects, boundMembers(bare));
  await expect(archiveAll()).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
  expect(await store.runs.loadSummary(id)).toBeDefined();
  await expect(openTestArchive({ store, objects }).archiveAll()).rejects.toMatchObject({
    code: 'ARCHIVE_DIFFERS',
  });
  expect(await bare.read('archive.json')).toBeUndefined();
  Object.assign(objects, mounted);
  await archiveAll();
  expect(await store.runs.loadSummary(id)).toBeUndefined();
  expect(await runs.loadSummary(id)).toMatchObject({ archived: true });
});

it('a place that is replaced between the put and the record loses nothing when it is back', async () => {
  const store = createMemoryStore();
  const objects = new MemoryObjects();
  const own = boundMembers(objects);
  let isAway = false;
  const test = openTestArchive({
    store,
    objects,
    pass: (point) => {
      if (point === 'archive.after-check' && isAway)
        Object.assign(objects, boundMembers(new MemoryObjects()));
      if (point === 'archive.after-record' && isAway)
        Object.assign(objects, boundMembers(new MemoryObjects()));
    },
  });
  await finishRun(store);
  await test.archiveAll();
  const id = await finishRun(store);
  isAway = true;
  await expect(test.archiveAll()).rejects.toThrow();
  expect(await store.runs.loadSummary(id)).toBeDefined();
  isAway = false;
  Object.assign(objects, own);
  await test.archiveAll();
  await test.archiveAll();
  expect(await test.runs.loadSummary(id)).toMatchObject({ archived: true });
});

it('a run that cannot be read is passed over and named, and all others are archived', async () => {
  const store = createMemoryStore();
  const ids = await Promise.all(Array.from({ length: 10 }, () => finishRun(store)));
  const [broken, halfRead] = ids;
  const { loadRun, loadLogPage } = store.runs;
  store.runs.loadRun = async (id) => {
    if (id === broken) throw new StoreError('STORE_RECORD_INVALID', 'Its record is broken.');
    return loadRun.call(store.runs, id);
  };
  store.runs.loadLogPage = async (id, ...asked) => {
    if (id === halfRead) throw new RangeError('Invalid string length');
    return loadLogPage.call(store.runs, id, ...asked);
  };
  const named: string[] = [];
  const { archive, work, archiveAll } = openTestArchive({ store, onUnreadable: (id) => named.push(id) });
  await archiveAll();
  await archiveAll();
  expect(named.sort()).toEqual([broken, halfRead].sort());
  expect(work.unreadable.size).toBe(2);
  expect((await store.runs.listFinished(-60_000, 100, 0)).map(({ runId }) => runId).sort()).toEqual(named);
  for (const id of ids.slice(2)) expect(await archive.find(id)).toBeDefined();
});

it('a store that is away while runs are read is no fault of a run', async () => {
  const store = createMemoryStore();
  await finishRun(store);
  store.runs.loadRun = async () => Promise.reject(new StoreError('STORE_UNAVAILABLE', 'Away.'));
  const { work, archiveAll } = openTestArchive({ store });
  await expect(archiveAll()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(work.unreadable.size).toBe(0);
});

it('runs of other segments are found while one segment is damaged, and an unknown run is not said to be unknown', async () => {
  const { store, objects, archiveAll } = openTestArchive();
  const lost = await finishRun(store);
  await archiveAll();
  const [damaged] = await listSegments(objects);
  const other = await finishRun(store);
  await archiveAll();
  const { read } = boundMembers(objects);
  objects.read = async (key, part) => (key === damaged ? Buffer.alloc(part?.length ?? 100) : read(key, part));
  const { archive } = openTestArchive({ store, objects });
  expect(await archive.find(other)).toMatchObject({ head: { runId: other } });
  for (const id of [lost, 'r0-none'])
    await expect(archive.find(id)).rejects.toMatchObject({ code: 'ARCHIVE_SEGMENT_BROKEN' });
});

const boundMembers = (objects: ObjectStore): Omit<ObjectStore, 'place'> => ({
  put: (key, bytes) => MemoryObjects.prototype.put.call(objects, key, bytes),
  putFrom: (key, source) => MemoryObjects.prototype.putFrom.call(objects, key, source),
  read: (key, part) => MemoryObjects.prototype.read.call(objects, key, part),
  list: (prefix) => MemoryObjects.prototype.list.call(objects, prefix),
  delete: (key) => MemoryObjects.prototype.delete.call(objects, key),
  tidy: async () => 0,
  close: () => {},
});
