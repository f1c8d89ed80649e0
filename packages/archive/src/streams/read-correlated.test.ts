import {
  type CorrelatedEvent,
  type CorrelationPosition,
  createMemoryStore,
  type EventStore,
} from '@ag06/store';
import { expect, it } from '@jest/globals';
import { listKeys } from '../testing/faults.ts';
import { openTestStreams, TENANT } from '../testing/open-streams.ts';
import type { CorrelatedPage } from './correlation-search.ts';
import { createCorrelatedReader, type ReadCorrelated } from './read-correlated.ts';

/** A store whose clock moves by a second with each append. */
function openTicking() {
  let now = 1_800_000_000_000;
  const opened = openTestStreams({ store: createMemoryStore({ now: () => now }) });
  const append = async (stream: string, ids: readonly (string | undefined)[], text = '') => {
    now += 1_000;
    const events = ids.map((correlationId, i) => ({
      type: 'made',
      data: JSON.stringify({ i, text }),
      correlationId,
    }));
    await opened.store.events.append({ tenant: TENANT, stream, command: String(now), dedupeMs: 0, events });
  };
  const { store, archive } = opened;
  const reader = (events: EventStore = store.events) => createCorrelatedReader(events, archive);
  return { ...opened, append, reader };
}

async function readPages(
  read: ReadCorrelated,
  limit: number,
  correlationId = 'c',
): Promise<readonly CorrelatedPage[]> {
  const pages: CorrelatedPage[] = [];
  let after: CorrelationPosition | undefined;
  do {
    const page = await read({ tenant: TENANT, correlationId, after, limit });
    pages.push(page);
    after = page.upto;
  } while (after !== undefined && pages.length < 200);
  return pages;
}

const namesOf = (events: readonly CorrelatedEvent[]) =>
  events.map(({ stream, event: { position } }) => `${stream}/${position}`);
const readAll = async (read: ReadCorrelated, limit = 100) =>
  namesOf((await readPages(read, limit)).flatMap(({ events }) => events));

it('archived and kept events of many streams under a correlation id are one timeline, by pages of any length', async () => {
  const { store, append, archiveAll, reader } = openTicking();
  for (let round = 0; round < 6; round++) {
    for (const stream of ['a', 'b', 'c'])
      await append(stream, ['c', 'other', round % 2 === 0 ? 'c' : undefined]);
    if (round === 1 || round === 3) await archiveAll(1_800_000_000_000 + 1_000 * 3 * round);
  }
  await archiveAll(1_800_000_000_000 + 15_000);
  for (const limit of [1, 2, 5, 100]) expect(await readAll(reader(), limit)).toEqual(allOf(6));
  expect(
    (await store.events.readCorrelated({ tenant: TENANT, correlationId: 'c', limit: 100 })).length,
  ).toBeLessThan(9);
});

const allOf = (rounds: number) =>
  Array.from({ length: rounds }, (_, round) =>
    ['a', 'b', 'c'].flatMap((stream) =>
      [round * 3 + 1, ...(round % 2 === 0 ? [round * 3 + 3] : [])].map((position) => `${stream}/${position}`),
    ),
  ).flat();

it('events on their way to the archive, in both places, are shown once, and one that leaves the store meanwhile is not missed', async () => {
  const { store, append, archive, archiveAll, reader } = openTicking();
  for (let i = 0; i < 4; i++) await append('a', ['c']);
  const { trim } = store.events;
  store.events.trim = () => Promise.reject(new Error('dies'));
  await expect(archiveAll()).rejects.toThrow('dies');
  expect(await readAll(reader(), 3)).toEqual(['a/1', 'a/2', 'a/3', 'a/4']);
  store.events.trim = trim;
  const leaving: EventStore = Object.create(store.events);
  leaving.readCorrelated = async (query) => {
    const page = await store.events.readCorrelated(query);
    await archiveAll();
    return page;
  };
  expect(await readAll(createCorrelatedReader(leaving, archive), 3)).toEqual(['a/1', 'a/2', 'a/3', 'a/4']);
});

it('events of a deleted stream are not in a timeline, and those of the stream that follows it are', async () => {
  const { store, append, archiveAll, reader } = openTicking();
  await append('a', ['c', 'c']);
  await archiveAll();
  await store.events.delete(TENANT, 'a');
  expect(await readAll(reader())).toEqual([]);
  await append('a', ['c']);
  await archiveAll();
  expect(await readAll(reader())).toEqual(['a/1']);
});

it('a damaged segment is named, and everything else is shown', async () => {
  const { objects, append, archiveAll, reader } = openTicking();
  await append('a', ['c']);
  await append('b', ['c']);
  await archiveAll();
  const [key = ''] = await listKeys(objects, 'streams/default/a/');
  const bytes = (await objects.read(key)) ?? Buffer.alloc(0);
  await objects.delete(key);
  await objects.put(key, bytes.subarray(0, -9));
  const [page] = await readPages(reader(), 100);
  expect(namesOf(page?.events ?? [])).toEqual(['b/1']);
  expect(page?.failures).toMatchObject([
    { code: 'ARCHIVE_SEGMENT_BROKEN', message: expect.stringContaining(key) },
  ]);
});

it('an archive that cannot be listed is named, and what the store has is shown', async () => {
  const { append, archive, store } = openTicking();
  await append('a', ['c']);
  const away = Object.assign(new Error('No answer.'), { name: 'ObjectError', code: 'OBJECTS_UNAVAILABLE' });
  const listOwn = () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(away) }) });
  const read = createCorrelatedReader(store.events, Object.create(archive, { listOwn: { value: listOwn } }));
  expect(await readPages(read, 100)).toMatchObject([
    { events: [{ stream: 'a' }], failures: [{ code: 'OBJECTS_UNAVAILABLE' }] },
    { events: [] },
  ]);
});

it('one page reads a bounded part of many segments, and the next ones go on behind it without a gap', async () => {
  const { store, objects, archive, append, archiveAll } = openTicking();
  const expected: string[] = [];
  for (let i = 0; i < 90; i++) {
    await append('a', [i % 30 === 29 ? 'c' : `other-${i}`]);
    if (i % 30 === 29) expected.push(`a/${i + 1}`);
    await archiveAll();
  }
  let reads = 0;
  const read = objects.read.bind(objects);
  objects.read = (...args) => {
    reads++;
    return read(...args);
  };
  const pages: { readonly reads: number; readonly names: readonly string[] }[] = [];
  const counted: ReadCorrelated = async (query) => {
    const before = reads;
    const page = await createCorrelatedReader(store.events, archive)(query);
    pages.push({ reads: reads - before, names: namesOf(page.events) });
    return page;
  };
  expect(await readAll(counted)).toEqual(expected);
  expect(pages.length).toBeGreaterThan(1);
  expect(Math.max(...pages.map((page) => page.reads))).toBeLessThanOrEqual(2 * 64 + 10);
});

it('long segments of many streams over the same time get on together, so that no page is without end', async () => {
  const { append, archiveAll, reader } = openTicking();
  const streams = Array.from({ length: 12 }, (_, i) => `s${String(i).padStart(2, '0')}`);
  const expected: string[] = [];
  // Each event fills a block, and one of three has the id.
  for (let round = 0; round < 9; round++)
    for (const stream of streams) {
      await append(stream, [round % 3 === 2 ? 'c' : 'other'], 'x'.repeat(256 * 1024));
      if (round % 3 === 2) expected.push(`${stream}/${round + 1}`);
    }
  await archiveAll();
  const pages = await readPages(reader(), 100);
  expect(pages.flatMap(({ failures }) => failures)).toEqual([]);
  expect(namesOf(pages.flatMap(({ events }) => events))).toEqual(expected);
});

it('a long segment is entered at the block where a page begins, so that every page gets on', async () => {
  const { objects, append, archiveAll, reader } = openTicking();
  // Each event fills a block.
  for (let i = 0; i < 80; i++) await append('a', ['c'], 'x'.repeat(256 * 1024));
  await archiveAll();
  expect((await listKeys(objects, 'streams/')).length).toBe(1);
  const pages = await readPages(reader(), 10);
  expect(namesOf(pages.flatMap(({ events }) => events))).toEqual(
    Array.from({ length: 80 }, (_, i) => `a/${i + 1}`),
  );
  expect(pages.flatMap(({ failures }) => failures)).toEqual([]);
});
