import { nameOfSegment } from '@ag06/archive';
import { MemoryObjects, ObjectError } from '@ag06/objects';
import { PlanCache } from '@ag06/runtime';
import { createMemoryStore, StoreError } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { openArchive } from '../archive/open-archive.ts';
import { keepRetention } from '../duties/retention.ts';
import { finishTagged } from '../duties/testing/finish-tagged.ts';
import { ArchiveLook } from './archive-look.ts';

/** Runs are due as soon as they end. */
const AT_ONCE_MS = -60_000;

function create(objects = new MemoryObjects(), store = createMemoryStore(), retentionMs = AT_ONCE_MS) {
  const keep = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };
  const archive = openArchive(objects, { id: 'd', store, plans: new PlanCache(store.workflows), keep });
  const ceiling = { isPressed: false, earlyAfterMs: 0 };
  const clock = { isTrusted: async () => true };
  const parts = { clock, id: 'd', store, archive, retentionMs, ceiling, holdTag: 'hold', isArchiveSet: true };
  const look = new ArchiveLook(parts);
  const book = createMetricBook();
  return {
    store,
    objects,
    archive,
    book,
    turn: () => keepRetention({ ...parts, book }, new AbortController().signal),
    async look() {
      await look.look();
      return look.read();
    },
    size: () => look.readSize(),
  };
}

const away = async () => {
  throw new ObjectError('OBJECTS_UNAVAILABLE', 'It does not answer.');
};

it('an archive that takes what is due has no fault, and its size is known', async () => {
  const { store, turn, look, size, book } = create();
  await finishTagged(store, []);
  await finishTagged(store, []);
  expect((await look()).backlog.runs).toBe(2);
  await turn();
  const facts = await look();
  expect(facts).toMatchObject({ setting: 'on', backlog: { runs: 0 }, unreadable: { runs: 0 } });
  expect(facts.failure).toBeUndefined();
  expect(size()).toMatchObject({ segments: 1, runs: 2 });
  expect(book.archiveTaken.at().value).toBe(2);
});

it('an archive that cannot be read is told with its code from the first look on, until it can be read again', async () => {
  const { objects, look } = create();
  await look();
  const { read } = objects;
  objects.read = away;
  const first = (await look()).failure;
  const second = (await look()).failure;
  expect(first).toMatchObject({ code: 'OBJECTS_UNAVAILABLE' });
  expect(second?.forMs).toBeGreaterThanOrEqual(first?.forMs ?? 0);
  objects.read = read;
  expect((await look()).failure).toBeUndefined();
});

it('an archive that cannot be written is told by every dispatcher, until the one that archives succeeds', async () => {
  const { store, objects, turn } = create();
  await finishTagged(store, []);
  const { put } = objects;
  objects.put = away;
  await expect(turn()).rejects.toThrow('does not answer');
  objects.put = put;
  const other = create(objects, store);
  expect((await other.look()).failure).toMatchObject({ code: 'OBJECTS_UNAVAILABLE' });
  await turn();
  expect((await other.look()).failure).toBeUndefined();
});

it('a dispatcher with another archive than the fleet’s tells so', async () => {
  const { store, turn } = create();
  await finishTagged(store, []);
  await turn();
  const other = create(new MemoryObjects(), store);
  expect((await other.look()).failure).toMatchObject({ code: 'ARCHIVE_DIFFERS' });
});

it('runs that cannot be read are counted and one is named by every dispatcher, and they are no backlog', async () => {
  const { store, objects, turn } = create();
  const broken = await finishTagged(store, []);
  const { loadRun } = store.runs;
  store.runs.loadRun = async (id) => {
    if (id === broken) throw new StoreError('STORE_RECORD_INVALID', 'Its record is broken.');
    return loadRun.call(store.runs, id);
  };
  await turn();
  const other = create(objects, store);
  expect(await other.look()).toMatchObject({
    unreadable: { runs: 1, example: broken },
    backlog: { runs: 0, oldestMs: 0 },
  });
});

it('a segment that cannot be read is counted and named, once somebody tried', async () => {
  const { store, objects, archive, turn, look } = create();
  const runId = await finishTagged(store, []);
  await turn();
  const [segment] = await archive.catalogue.look();
  const key = segment?.key ?? '';
  const bytes = await objects.read(key);
  await objects.delete(key);
  await objects.put(key, Buffer.alloc(bytes?.length ?? 0));
  expect((await look()).damaged).toEqual({ segments: 0 });
  const other = create(objects, store);
  await other.archive.archive.find(runId).catch(() => {});
  expect((await other.look()).damaged).toEqual({ segments: 1, example: nameOfSegment(key) });
});

it('a backlog is counted up to a limit, however long it is', async () => {
  const { store, look } = create();
  const limits: number[] = [];
  store.runs.listFinished = async (_ageMs, limit) => {
    limits.push(limit);
    return Array.from({ length: limit }, (_, i) => ({ runId: `r-${i}`, finishedAt: 0 }));
  };
  expect((await look()).backlog.runs).toBe(1_000);
  expect(limits).toEqual([1, 1_000]);
});

it('a fleet without an archive is told apart by whether somebody decided so', async () => {
  const parts = { store: createMemoryStore(), archive: undefined, retentionMs: 1 };
  expect(new ArchiveLook({ ...parts, isArchiveSet: true }).read().setting).toBe('off');
  expect(new ArchiveLook({ ...parts, isArchiveSet: false }).read().setting).toBe('unset');
});
