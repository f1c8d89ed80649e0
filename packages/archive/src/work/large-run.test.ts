/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderObjects, MemoryObjects, type ObjectStore } from '@ag06/objects';
import { createMemoryStore } from '@ag06/store';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { verifySegment } from '../read/verify-segment.ts';
import { placeOf } from '../segment/run-lines.ts';
import { loadChecked } from '../segment/segment.ts';
import { BODY_BYTES, SegmentBody } from '../segment/segment-body.ts';
import { type RunHead, SegmentWriter } from '../segment/segment-writer.ts';
import { diesAt } from '../testing/faults.ts';
import { finishRun } from '../testing/finished-runs.ts';
import { openTestArchive } from '../testing/open-archive.ts';
import { ALL_RUNS } from '../testing/queries.ts';
import type { ArchivePoint } from './archive-work.ts';

const MIB = 1024 * 1024;
const KEY = 'segments/large.ag06';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ag06-large-run-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const listSpills = async () => (await readdir(folder)).filter((name) => name.startsWith('ag06-segment-'));

it('A run of 20 MiB is written, put, read back and verified with 16 MiB of it in memory at most', async () => {
  const body = new SegmentBody(BODY_BYTES, folder);
  let held = 0;
  const text = (n: number) =>
    JSON.stringify(['e', n, 1, 'custom', { data: randomBytes(48_000).toString('base64') }]);
  const writer = new SegmentWriter(body);
  const head: RunHead = {
    runId: 'r0-large',
    meta: {
      workflow: 'w',
      version: 'v1',
      tenant: 'default',
      correlationId: 'c',
      priority: 'normal',
      tags: [],
    } as unknown as RunHead['meta'],
    status: 'completed',
    createdAt: 1,
    finishedAt: 2,
    endedBy: 'x',
    archivedAt: 3,
  };
  const lines = 440;
  await writer.addRun(
    head,
    (async function* () {
      for (let n = 1; n <= lines; n++) {
        held = Math.max(held, body.held);
        yield { text: text(n), place: placeOf('e', '', n) };
      }
    })(),
  );
  await writer.finish();
  // The file has no name, so a process that dies leaves none behind.
  expect(await listSpills()).toEqual([]);
  expect(body.bytes).toBeGreaterThan(20 * MIB);
  expect(held).toBeGreaterThan(BODY_BYTES - MIB);
  expect(held).toBeLessThanOrEqual(BODY_BYTES);
  expect(body.whole).toBeUndefined();

  const objects = new FolderObjects(folder);
  let most = 0;
  const counting: Pick<ObjectStore, 'read'> = {
    read: async (key, part) => {
      const bytes = await objects.read(key, part);
      most = Math.max(most, bytes?.length ?? 0);
      return bytes;
    },
  };
  await objects.putFrom(KEY, body);
  expect(await verifySegment(counting, KEY, body.bytes)).toBeUndefined();
  expect(most).toBeLessThanOrEqual(4 * MIB);
  const directory = await (await loadChecked(objects, KEY, body.bytes))?.directory();
  expect(directory?.runs).toMatchObject([{ runId: 'r0-large', events: lines }]);
  const flipped: Pick<ObjectStore, 'read'> = {
    read: async (key, part) => {
      const bytes = await objects.read(key, part);
      if (part?.from === 8 * MIB && bytes !== undefined) bytes[5] = (bytes[5] ?? 0) ^ 1;
      return bytes;
    },
  };
  expect((await verifySegment(flipped, KEY, body.bytes))?.code).toBe('ARCHIVE_SEGMENT_BROKEN');
  expect(await verifySegment(objects, 'segments/none.ag06', body.bytes)).toMatchObject({
    code: 'ARCHIVE_SEGMENT_MISSING',
  });
  await body.dispose();
});

it.each<ArchivePoint>([
  'archive.before-intent',
  'archive.after-intent',
  'archive.after-put',
  'archive.after-check',
  'archive.after-record',
  'archive.amid-clearing',
  'archive.after-clearing',
])(
  'A segment that did not fit into memory is lost and doubled nowhere if its process dies at %s',
  async (point) => {
    const [store, objects] = [createMemoryStore(), new MemoryObjects()];
    const bodies: SegmentBody[] = [];
    const createBody = () => {
      const body = new SegmentBody(20_000, folder);
      bodies.push(body);
      return body;
    };
    const input = () => ({ noise: randomBytes(60_000).toString('base64') });
    const ids = [];
    for (let n = 0; n < 6; n++) ids.push(await finishRun(store, { input: input() }));
    await expect(
      openTestArchive({ store, objects, createBody, pass: diesAt(point) }).archiveAll(),
    ).rejects.toThrow('dies');
    expect(bodies.map(({ bytes }) => bytes > 100_000)).toEqual([true]);
    const { runs, archiveAll } = openTestArchive({ store, objects, createBody });
    await archiveAll();
    await archiveAll();
    const page = await runs.listRuns(ALL_RUNS);
    expect(page.runs.map(({ runId }) => runId).sort()).toEqual(ids.sort());
    expect((await store.runs.listRuns(ALL_RUNS)).runs).toEqual([]);
    expect(await listSpills()).toEqual([]);
  },
);

it('A run that needs the temporary folder stays in the store while that takes nothing, and the others are archived', async () => {
  const passed: unknown[] = [];
  const { store, runs, archiveAll } = openTestArchive({
    createBody: () => new SegmentBody(20_000, join(folder, 'none')),
    onUnreadable: (runId, error) => passed.push([runId, error]),
  });
  const input = { noise: randomBytes(60_000).toString('base64') };
  await finishRun(store);
  const large = await finishRun(store, { input });
  for (let n = 0; n < 12; n++) await finishRun(store);
  await archiveAll();
  expect(passed).toMatchObject([[large, { name: 'ObjectError', code: 'OBJECTS_FULL' }]]);
  expect((await store.runs.listRuns(ALL_RUNS)).runs.map(({ runId }) => runId)).toEqual([large]);
  expect((await runs.listRuns(ALL_RUNS)).runs).toHaveLength(14);
});

it('The lease of the process that archives is prolonged while a large run is put', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date', 'performance'] });
  try {
    let asked = 0;
    const objects = new MemoryObjects();
    const isHolder = async () => ++asked > 0;
    const { store, archiveAll } = openTestArchive({ objects, isHolder });
    await finishRun(store);
    const put = objects.put.bind(objects);
    let askedAmid = 0;
    objects.put = async (key, bytes) => {
      const before = asked;
      await jest.advanceTimersByTimeAsync(10_000);
      if (key.startsWith('segments/')) askedAmid = asked - before;
      return put(key, bytes);
    };
    await archiveAll();
    expect(askedAmid).toBeGreaterThanOrEqual(3);
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

it('A run that is named twice is in its segment once', async () => {
  const { store, work, catalogue } = openTestArchive();
  const runId = await finishRun(store);
  expect(await work.archive([runId, runId])).toBe(1);
  expect((await catalogue.look()).map(({ runs }) => runs)).toEqual([1]);
});
