import { MemoryObjects } from '@ag06/objects';
import { expect, it } from '@jest/globals';
import { finishRun } from '../testing/finished-runs.ts';
import { openTestArchive } from '../testing/open-archive.ts';
import { ALL_RUNS, FOR_EVER } from '../testing/queries.ts';
import { ArchiveUpkeep } from '../work/archive-upkeep.ts';
import type { KeepPolicy } from '../work/keep-policy.ts';
import { decodeTrailer, encodeTrailer, sha256, TRAILER_BYTES } from './segment-format.ts';

const DAY = 24 * 3600_000;

/** Segments of one run each, and a process with little memory that reads them. */
async function openMany(segments: number) {
  const objects = new MemoryObjects();
  const memory = { directoryBytes: 6_000, filterBytes: 2_000 };
  const test = openTestArchive({ objects, memory });
  const ids: string[] = [];
  for (let i = 0; i < segments; i++) {
    ids.push(await finishRun(test.store));
    await test.archiveAll();
  }
  return { ...test, ids };
}

it('directories and filters take no more memory than they may, and every run is found', async () => {
  const { catalogue, runs, ids } = await openMany(24);
  const { directories, filters } = catalogue.memory;
  for (let again = 0; again < 2; again++) {
    expect((await runs.listRuns(ALL_RUNS)).runs).toHaveLength(ids.length);
    for (const id of ids) expect(await runs.loadSummary(id)).toMatchObject({ runId: id });
    expect(directories.bytes).toBeGreaterThan(0);
    expect(directories.bytes).toBeLessThanOrEqual(6_000);
    expect(filters.bytes).toBeGreaterThan(0);
    expect(filters.bytes).toBeLessThanOrEqual(2_000);
  }
});

it('segments are merged without loss where their directories do not fit into memory together', async () => {
  const { work, catalogue, store, runs, ids } = await openMany(24);
  const upkeep = new ArchiveUpkeep({ work, catalogue, policy: FOR_EVER, now: () => store.runs.now() });
  while (await upkeep.look());
  expect(await catalogue.look()).toHaveLength(1);
  for (const id of ids) expect(await runs.loadRun(id)).toMatchObject({ runId: id });
});

it('upkeep reads no directory before a run of it may expire, by its end or by its definition', async () => {
  const test = openTestArchive();
  await finishRun(test.store);
  await test.archiveAll();
  const kept = openTestArchive({ store: test.store, objects: test.objects, keptMs: 5 * DAY });
  await finishRun(test.store);
  await kept.archiveAll();
  const look = async (days: number, policy: KeepPolicy) => {
    const { work, catalogue, store } = openTestArchive({ store: test.store, objects: test.objects });
    const now = async () => (await store.runs.now()) + days * DAY;
    await new ArchiveUpkeep({ work, catalogue, policy, now }).look();
    return { isRead: catalogue.memory.directories.bytes > 0, segments: (await catalogue.look()).length };
  };
  expect(await look(4, FOR_EVER)).toEqual({ isRead: false, segments: 2 });
  expect(await look(4, { ...FOR_EVER, keptMs: 10 * DAY })).toEqual({ isRead: false, segments: 2 });
  expect(await look(4, { ...FOR_EVER, byStatus: new Map([['failed', DAY]]) })).toEqual({
    isRead: false,
    segments: 2,
  });
  expect(await look(6, FOR_EVER)).toMatchObject({ segments: 1 });
  expect(await look(6, { ...FOR_EVER, byStatus: new Map([['timed_out', DAY]]) })).toMatchObject({
    segments: 0,
  });
});

it('a segment of an older program, which names no due times, is read and pruned as well', async () => {
  const test = openTestArchive();
  const runId = await finishRun(test.store);
  await test.archiveAll();
  for await (const { key } of test.objects.list('segments/')) {
    const bytes = (await test.objects.read(key)) ?? Buffer.alloc(0);
    const { directory, filter } = decodeTrailer(key, bytes.subarray(-TRAILER_BYTES));
    const body = bytes.subarray(0, filter.from + filter.length);
    const older = Buffer.concat([body, encodeTrailer({ directory, filter, hash: sha256(body) })]);
    expect(older.length).toBeLessThan(bytes.length);
    await test.objects.delete(key);
    await test.objects.put(key, older);
  }
  const { work, catalogue, runs, store } = openTestArchive({ store: test.store, objects: test.objects });
  expect(await runs.loadRun(runId)).toMatchObject({ runId, archived: true });
  const now = async () => (await store.runs.now()) + 2 * DAY;
  const upkeep = new ArchiveUpkeep({ work, catalogue, policy: { ...FOR_EVER, keptMs: DAY }, now });
  expect(await upkeep.look()).toBe(true);
  expect(await catalogue.look()).toEqual([]);
});
