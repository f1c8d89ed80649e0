import { MemoryObjects, ObjectError } from '@ag06/objects';
import { type GroupPage, type GroupRead, STREAM_LIMITS } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { append, openTestStreams, readAll, STREAM, TENANT } from '../testing/open-streams.ts';
import { StreamSegmentWriter } from './stream-segment.ts';
import { createStreamSegmentKey } from './stream-segment-key.ts';

const GROUP = { tenant: TENANT, stream: STREAM, group: 'g' };

/** Thirty events in three segments, five in the store, and a group that begins with the first of all. */
async function openGroup(objects = new MemoryObjects()) {
  const opened = openTestStreams({ objects });
  for (const from of [1, 11, 21]) {
    await append(opened.store.events, 10, from);
    await opened.archiveAll();
  }
  await append(opened.store.events, 5, 31);
  const read = (more: Partial<GroupRead> = {}) =>
    opened.groups.read({
      ...GROUP,
      consumer: 'c',
      limit: 8,
      leaseMs: 60_000,
      maxDeliveries: 2,
      start: 'first',
      ...more,
    });
  const { incarnation = 0 } = (await opened.store.events.describe(TENANT, STREAM)) ?? {};
  const hold = (positions: readonly number[]) => ({ ...GROUP, consumer: 'c', positions, incarnation });
  return { ...opened, objects, read, hold };
}

describe('a group that lies in the archive', () => {
  it('is delivered every event once, in order, over the seam between archive and store', async () => {
    const { events, groups, read, hold } = await openGroup();
    const delivered = [];
    for (let page = eventsOf(await read()); page.length > 0; page = eventsOf(await read())) {
      delivered.push(...page.map(({ delivery, ...event }) => event));
      const positions = page.map(({ position }) => position);
      expect(await groups.acknowledge(hold(positions))).toEqual({ result: 'done', refused: [] });
      const { length } = delivered;
      expect(await groups.describe(GROUP)).toMatchObject({ position: length, lag: 35 - length, pending: 0 });
    }
    expect(delivered).toEqual(await readAll(events));
  });

  it('tells the age of its oldest archived event', async () => {
    const { events, groups, read } = await openGroup();
    await read({ limit: 1 });
    const [first] = await readAll(events);
    expect(await groups.describe(GROUP)).toMatchObject({ lag: 35, oldestAt: first?.at });
    expect(await groups.list(TENANT, STREAM)).toMatchObject([{ lag: 35, oldestAt: first?.at }]);
  });

  it('is reset to a time or a position in the archive, and to one in the store', async () => {
    const { events, groups, read } = await openGroup();
    const all = await readAll(events);
    const middle = all[14]?.at ?? 0;
    const from = all.find(({ at }) => at >= middle)?.position ?? 0;
    await groups.reset(GROUP, { at: middle });
    expect(positionsOf(await read({ limit: 2 }))).toEqual([from, from + 1]);
    await groups.reset(GROUP, { after: 27 });
    expect(positionsOf(await read())).toEqual([28, 29, 30, 31, 32, 33, 34, 35]);
    await groups.reset(GROUP, { at: (all.at(-1)?.at ?? 0) + 1 });
    expect(positionsOf(await read())).toEqual([]);
    await groups.reset(GROUP, { at: 0 });
    expect(positionsOf(await read({ limit: 1 }))).toEqual([1]);
  });

  it('is delivered archived events again that nobody acknowledged, then has them as dead letters with their content', async () => {
    const { events, groups, read, hold } = await openGroup();
    expect(deliveriesOf(await read({ limit: 3, leaseMs: 0 }))).toEqual([1, 1, 1]);
    expect(deliveriesOf(await read({ limit: 3, leaseMs: 60_000 }))).toEqual([2, 2, 2]);
    await groups.acknowledge(hold([2]));
    await groups.release(hold([1, 3]), { afterMs: 0, reason: 'No.', maxDeliveries: 2 });
    const [first, , third] = await readAll(events);
    expect(await groups.listDead(GROUP, 0, 10)).toMatchObject([
      { position: 1, event: first, reason: 'No.' },
      { position: 3, event: third },
    ]);
    expect(await groups.redrive(GROUP, [3])).toEqual([3]);
    expect(positionsOf(await read({ limit: 2 }))).toEqual([3]);
    expect(positionsOf(await read({ limit: 2 }))).toEqual([4, 5]);
  });

  it('gets a read again under its name, if its answer was lost', async () => {
    const { read } = await openGroup();
    const named = { readId: 'r', limit: 34 };
    const first = await read(named);
    expect(positionsOf(first)).toHaveLength(34);
    expect(positionsOf(await read(named))).toEqual(positionsOf(first));
    expect(positionsOf(await read({ readId: 'another' }))).toEqual([35]);
  });

  it('is shared by consumers that read at once: each event goes to one of them', async () => {
    const { read } = await openGroup();
    const pages = await Promise.all(
      Array.from({ length: 12 }, (_, i) => read({ consumer: `c${i}`, limit: 7 })),
    );
    const positions = pages.flatMap(positionsOf);
    expect(new Set(positions).size).toBe(positions.length);
    for (let page = positionsOf(await read()); page.length > 0; page = positionsOf(await read()))
      positions.push(...page);
    expect(positions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 35 }, (_, i) => i + 1));
  });

  it('is delivered as many bytes at once as from the store', async () => {
    const opened = openTestStreams();
    const data = JSON.stringify('large '.repeat(30_000));
    const events = Array.from({ length: 20 }, () => ({ type: 'large', data }));
    await opened.store.events.append({
      tenant: TENANT,
      stream: STREAM,
      command: 'c',
      dedupeMs: 0,
      events: events.slice(0, 10),
    });
    await opened.archiveAll();
    const read = { ...GROUP, consumer: 'c', limit: 100, leaseMs: 60_000, maxDeliveries: 9 } as const;
    const page = eventsOf(await opened.groups.read({ ...read, start: 'first' }));
    const bytes = page.reduce((sum, { data: one }) => sum + one.length, 0);
    expect(bytes).toBeGreaterThanOrEqual(STREAM_LIMITS.pageBytes);
    expect(bytes).toBeLessThan(STREAM_LIMITS.pageBytes + data.length);
  });

  it('keeps the events behind it in the store, until it has come past them', async () => {
    const { groups, read, hold, archiveAll } = await openGroup();
    await groups.reset(GROUP, { after: 0 });
    expect(await archiveAll()).toBe(0);
    const positions = positionsOf(await read({ limit: 35 }));
    await groups.acknowledge(hold(positions));
    expect(await archiveAll()).toBe(5);
  });
});

describe('a group whose archived events cannot be read', () => {
  it('stays where it is while the archive is away, and no delivery is counted', async () => {
    const { objects, groups, read } = await openGroup();
    await read({ limit: 2, leaseMs: 0 });
    const whole = objects.read.bind(objects);
    objects.read = async () => {
      throw new ObjectError('OBJECTS_UNAVAILABLE', 'The archive does not answer.');
    };
    for (let i = 0; i < 4; i++) await expect(read({ limit: 2 })).rejects.toThrow('does not answer');
    expect(await groups.describe(GROUP)).toMatchObject({ position: 0, pending: 2, lag: 35, dead: 0 });
    expect(await groups.listDead(GROUP, 0, 10)).toEqual([]);
    objects.read = whole;
    expect(deliveriesOf(await read({ limit: 2 }))).toEqual([2, 2]);
  });

  it('stays where it is if the archive is not there any more, as in the folder of an unmounted disk', async () => {
    const { store, groups, read } = await openGroup();
    await groups.reset(GROUP, { after: 0 });
    const empty = openTestStreams({ store, objects: new MemoryObjects() });
    const more = { ...GROUP, consumer: 'c', limit: 8, leaseMs: 1, maxDeliveries: 2, start: 'first' } as const;
    await expect(empty.groups.read(more)).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
    expect(await store.groups.describe(GROUP)).toMatchObject({ position: 0, delivered: 0, pending: 0 });
    expect(positionsOf(await read({ limit: 1 }))).toEqual([1]);
  });

  it('passes over events that were pruned, all at once, also those that it had been delivered', async () => {
    const { objects, archive, groups, read } = await openGroup();
    await read({ limit: 3, leaseMs: 0 });
    const keys = [];
    for await (const { key } of archive.listAll()) keys.push(key);
    for (const key of keys.slice(0, 2)) await objects.delete(key);
    expect(positionsOf(await read({ limit: 2 }))).toEqual([21]);
    expect(await groups.describe(GROUP)).toMatchObject({ position: 20, pending: 1 });
    expect(positionsOf(await read({ limit: 2 }))).toEqual([22, 23]);
  });

  it('is delivered events whose segments were merged since it read them', async () => {
    const opened = await openGroup();
    const { read } = opened;
    await read({ limit: 3 });
    await mergeElsewhere(opened);
    expect(positionsOf(await read({ limit: 4 }))).toEqual([4, 5, 6, 7]);
  });

  it('is described although its segments were merged since it was described', async () => {
    const opened = await openGroup();
    const { events, groups } = opened;
    await groups.reset(GROUP, { after: 0 });
    const before = await groups.list(TENANT, STREAM);
    const [first] = await readAll(events);
    expect(before).toMatchObject([{ oldestAt: first?.at }]);
    await mergeElsewhere(opened);
    expect(await groups.list(TENANT, STREAM)).toEqual(before);
  });

  it('passes over nothing that two lists of the archive lack, because segments were merged while they were made', async () => {
    const { objects, read } = await openGroup();
    const whole = objects.list.bind(objects);
    let lists = 0;
    objects.list = async function* (prefix) {
      const isCut = ++lists <= 2;
      let n = 0;
      for await (const one of whole(prefix)) if (++n !== 2 || !isCut) yield one;
    };
    expect(positionsOf(await read({ limit: 30 }))).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it('stays where it is if the archive goes away while it is looked for what was pruned', async () => {
    const { objects, archive, groups, read } = await openGroup();
    for await (const { key } of archive.listAll()) {
      await objects.delete(key);
      break;
    }
    const [list, whole] = [objects.list.bind(objects), objects.read.bind(objects)];
    let lists = 0;
    const isAway = () => lists >= 3;
    objects.list = async function* (prefix) {
      lists++;
      if (!isAway()) yield* list(prefix);
    };
    objects.read = async (...args) => (isAway() ? undefined : whole(...args));
    await expect(read()).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
    expect(await groups.describe(GROUP)).toMatchObject({ position: 0, delivered: 0 });
  });

  it('is leased nothing for a reader that went away while the archive was read', async () => {
    const { objects, groups, read } = await openGroup();
    const whole = objects.read.bind(objects);
    const gone = new AbortController();
    objects.read = async (...args) => {
      gone.abort();
      return whole(...args);
    };
    expect(positionsOf(await read({ signal: gone.signal }))).toEqual([]);
    expect(await groups.describe(GROUP)).toMatchObject({ position: 0, delivered: 0, pending: 0 });
    expect(deliveriesOf(await read({ limit: 1 }))).toEqual([1]);
  });
});

/** Another process merges all segments. */
async function mergeElsewhere({
  store,
  objects,
  archive,
  hold,
}: Awaited<ReturnType<typeof openGroup>>): Promise<void> {
  const other = openTestStreams({ store, objects });
  const name = await archive.nameOf(TENANT, STREAM, hold([]).incarnation);
  const merged = await other.archive.list(name);
  const writer = new StreamSegmentWriter(name);
  for (const { segment } of merged) for await (const event of segment.events()) await writer.add(event);
  const bytes = await writer.finish();
  if (writer.first === undefined || writer.last === undefined) throw new Error('There are no events.');
  await objects.put(createStreamSegmentKey(name, writer.first, writer.last, bytes), bytes);
  for (const { key } of merged) await objects.delete(key);
}

it('A new group of a stream with archived events begins with the first of all', async () => {
  const { read } = await openGroup();
  expect(positionsOf(await read({ limit: 2 }))).toEqual([1, 2]);
  expect(positionsOf(await read({ group: 'late', start: 'last' }))).toEqual([]);
});

it('A read that is about to deliver archived events begins anew if the stream was deleted and written again', async () => {
  const { store, objects, read } = await openGroup();
  const whole = objects.read.bind(objects);
  let isFirst = true;
  objects.read = async (...args) => {
    if (isFirst) {
      isFirst = false;
      await store.events.delete(TENANT, STREAM);
      await append(store.events, 2, 101);
    }
    return whole(...args);
  };
  expect(eventsOf(await read()).map(({ position, id }) => [position, id])).toEqual([
    [1, 'id-101'],
    [2, 'id-102'],
  ]);
});

const eventsOf = (page: GroupPage) => {
  if (page.result === 'delivered') return page.events;
  throw new Error(`Expected deliveries, got ${JSON.stringify(page)}`);
};
const positionsOf = (page: GroupPage) => eventsOf(page).map(({ position }) => position);
const deliveriesOf = (page: GroupPage) => eventsOf(page).map(({ delivery }) => delivery);
