import { MemoryObjects, type ObjectStore } from '@ag06/objects';
import { createMemoryStore, type EventStore, type Store } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { Ledger } from '../catalogue/ledger.ts';
import { type EventsPoint, StreamWork } from './archive-streams.ts';
import { StreamArchive } from './stream-archive.ts';
import { withArchivedEvents } from './with-archived-events.ts';

const TENANT = 'default';
const STREAM = 'orders:eu_1';
const POINTS: readonly EventsPoint[] = [
  'events.before-put',
  'events.after-put',
  'events.after-check',
  'events.after-trim',
];
const LATER = Date.now() + 10 * 365 * 24 * 3600_000;
const EVERYTHING = { tenant: TENANT, stream: STREAM, after: 0, limit: 1_000 };

interface Options {
  readonly store?: Store;
  readonly objects?: ObjectStore;
  readonly pass?: (point: EventsPoint) => void;
}

/** The archive of a store in memory. Two over one store and objects are two processes of a fleet. */
function openStreams({
  store = createMemoryStore(),
  objects = new MemoryObjects(),
  pass = () => {},
}: Options = {}) {
  const ledger = new Ledger(store.shared, objects);
  const archive = new StreamArchive(objects, ledger, () => store.fleet.loadSecret());
  const work = new StreamWork({ store, objects, ledger, archive, pass, isHolder: async () => true });
  const archiveAll = async (olderThan = LATER) => {
    let removed = 0;
    for (const one of await store.events.list(TENANT, undefined, 100))
      removed += (await work.archive(TENANT, one, olderThan)) ?? 0;
    return removed;
  };
  const { events } = withArchivedEvents(store, archive, () => store.runs.now());
  return { store, objects, archive, work, events, archiveAll };
}

async function append(events: EventStore, count: number, from = 1, stream = STREAM): Promise<void> {
  await events.append({
    tenant: TENANT,
    stream,
    command: `${stream}-${from}`,
    dedupeMs: 0,
    events: Array.from({ length: count }, (_, i) => ({
      type: (from + i) % 2 === 0 ? 'even' : 'odd',
      data: JSON.stringify({ n: from + i, text: 'ü\n' }),
      id: `id-${from + i}`,
      ...((from + i) % 5 === 0 && { correlationId: 'five' }),
    })),
  });
}

/** All events of a stream, page by page. */
async function readAll(events: EventStore, query: object = {}, stream = STREAM) {
  const found = [];
  for (let after = 0; ; ) {
    const page = await events.read({ ...EVERYTHING, stream, after, ...query });
    if (page.result !== 'page') throw new Error(page.result);
    found.push(...page.events);
    if (!page.hasMore) return found;
    after = page.upto;
  }
}

async function keysOf(objects: ObjectStore, prefix = 'streams/') {
  const keys = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  return keys;
}

describe('old events of a stream', () => {
  it('leave the store for the archive, and are read as before by position, time, type and correlation id', async () => {
    const { store, events, archiveAll } = openStreams();
    await append(store.events, 30);
    const middle = (await readAll(store.events))[10]?.at;
    const queries = [
      {},
      { limit: 7 },
      { type: 'even' },
      { correlationId: 'five', limit: 2 },
      { type: 'odd', correlationId: 'five' },
      { from: middle },
      { to: middle },
      { type: 'none' },
    ];
    const before = await Promise.all(queries.map((query) => readAll(store.events, query)));
    expect(await archiveAll()).toBe(30);
    await append(store.events, 5, 31);
    expect(await store.events.describe(TENANT, STREAM)).toMatchObject({ count: 5, first: { position: 31 } });
    const after = await Promise.all(queries.map((query) => readAll(events, query)));
    expect(after.map((found) => found.filter(({ position }) => position <= 30))).toEqual(before);
    expect((await readAll(events, { limit: 7 })).map(({ position }) => position)).toEqual(
      Array.from({ length: 35 }, (_, i) => i + 1),
    );
    expect(await events.read({ ...EVERYTHING, limit: 3 })).toMatchObject({ archived: true, upto: 3 });
    expect(await events.read({ ...EVERYTHING, after: 30 })).not.toHaveProperty('archived');
    expect(await events.describe(TENANT, STREAM)).toMatchObject({
      archived: { first: { position: 1 }, last: { position: 30 } },
    });
  });

  it('stay in the store while they are younger than the retention, and while a group or a dead letter needs them', async () => {
    const { store, archiveAll } = openStreams();
    await append(store.events, 10);
    expect(await archiveAll(1)).toBe(0);
    const group = { tenant: TENANT, stream: STREAM, group: 'g' };
    const read = { ...group, consumer: 'c', leaseMs: 60_000, maxDeliveries: 1, start: 'first' } as const;
    const page = await store.groups.read({ ...read, limit: 6 });
    if (page.result !== 'delivered') throw new Error(page.result);
    const { incarnation } = page;
    const held = (positions: readonly number[]) => ({ ...group, consumer: 'c', positions, incarnation });
    await store.groups.acknowledge(held([1, 2, 3, 5, 6]));
    await store.groups.release(held([4]), { afterMs: 0, reason: 'No.', maxDeliveries: 1 });
    expect(await archiveAll()).toBe(3);
    await store.groups.discard(group, [4]);
    expect(await archiveAll()).toBe(3);
    expect(await archiveAll()).toBe(0);
    await store.groups.delete(group);
    expect(await archiveAll()).toBe(4);
  });

  it('keep their ids: a duplicate of an archived event is still one', async () => {
    const { store, events, archiveAll } = openStreams();
    await append(store.events, 3);
    await archiveAll();
    const [event] = await readAll(events);
    const again = await events.append({
      tenant: TENANT,
      stream: STREAM,
      command: 'again',
      dedupeMs: 0,
      events: [{ type: 'odd', data: '1', id: 'id-1' }],
    });
    expect(again).toMatchObject({ events: [{ position: 1, at: event?.at, duplicate: true }] });
  });

  it('are listed from the archive alone, also those of a stream whose name has signs that keys lack', async () => {
    const { store, objects, archiveAll } = openStreams();
    await append(store.events, 3);
    await append(store.events, 2, 1, 'audit');
    await archiveAll();
    const found = [];
    for await (const one of openStreams({ objects }).archive.listAll()) found.push(one);
    expect(found).toMatchObject([
      { tenant: TENANT, stream: 'audit', first: { position: 1 }, last: { position: 2 } },
      { tenant: TENANT, stream: STREAM, first: { position: 1 }, last: { position: 3 } },
    ]);
  });
});

describe('the archive of streams', () => {
  it.each(POINTS)('loses and doubles nothing if its process dies at %s', async (point) => {
    const { store, objects, events, archiveAll } = openStreams();
    await append(store.events, 20);
    const all = await readAll(store.events);
    const dying = openStreams({
      store,
      objects,
      pass: (at) => {
        if (at === point) throw new Error('dies');
      },
    });
    await expect(dying.archiveAll()).rejects.toThrow('dies');
    expect(await readAll(events)).toEqual(all);
    await append(store.events, 4, 21);
    await archiveAll();
    await archiveAll();
    expect((await readAll(events)).slice(0, 20)).toEqual(all);
    expect(await store.events.describe(TENANT, STREAM)).toMatchObject({ count: 0, last: { position: 24 } });
    const positions = (await readAll(events)).map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  });

  it.each([1, 2, 3, 4])('loses and doubles nothing if the reply of write %i is lost', async (nth) => {
    let left = nth;
    const losing =
      <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        const answer = await call(...args);
        left--;
        if (left === 0) throw new Error('the reply is lost');
        return answer;
      };
    const store = createMemoryStore();
    const objects = new MemoryObjects();
    await append(store.events, 10);
    const all = await readAll(store.events);
    objects.put = losing(objects.put.bind(objects));
    store.shared.swap = losing(store.shared.swap.bind(store.shared));
    store.events.trim = losing(store.events.trim.bind(store.events));
    const { events, archiveAll } = openStreams({ store, objects });
    await archiveAll().catch((error: unknown) => expect(String(error)).toContain('the reply is lost'));
    expect(left).toBeLessThanOrEqual(0);
    expect(await readAll(events)).toEqual(all);
    await archiveAll();
    expect(await readAll(events)).toEqual(all);
    expect(await store.events.describe(TENANT, STREAM)).toMatchObject({ count: 0 });
    expect(await keysOf(objects)).toHaveLength(1);
  });

  it('a process that was taken for dead, and puts its segment late, doubles nothing', async () => {
    const { store, objects, events, archiveAll } = openStreams();
    await append(store.events, 10);
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const slow = new MemoryObjects();
    slow.list = (prefix) => objects.list(prefix);
    slow.read = (key, part) => objects.read(key, part);
    slow.put = async (key, bytes) => {
      if (key.startsWith('streams/')) {
        reached.resolve();
        await gate.promise;
      }
      await objects.put(key, bytes);
    };
    const frozen = openStreams({ store, objects: slow }).archiveAll();
    await reached.promise;
    await append(store.events, 5, 11);
    await archiveAll();
    gate.resolve();
    await frozen;
    expect((await keysOf(objects)).length).toBe(2);
    const late = openStreams({ store, objects });
    const positions = (await readAll(late.events, { limit: 4 })).map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(await readAll(events)).toHaveLength(15);
  });

  it('removes nothing from a store that has other events than it, such as one that was set back', async () => {
    const now = () => 1_800_000_000_000;
    const { store, objects, archiveAll } = openStreams({ store: createMemoryStore({ now }) });
    await append(store.events, 4);
    await archiveAll();
    const back = createMemoryStore({ now });
    await append(back.events, 2);
    await back.events.append({
      tenant: TENANT,
      stream: STREAM,
      command: 'other',
      dedupeMs: 0,
      events: [{ type: 'other', data: '0' }],
    });
    back.fleet.loadSecret = () => store.fleet.loadSecret();
    const restored = openStreams({ store: { ...back, shared: store.shared }, objects });
    await expect(restored.archiveAll()).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
    expect(await back.events.describe(TENANT, STREAM)).toMatchObject({ count: 3 });
  });

  it('refuses to read a segment that is broken, and removes nothing that it cannot read back', async () => {
    const { store, objects, events, archiveAll } = openStreams();
    await append(store.events, 3);
    const put = objects.put.bind(objects);
    objects.put = (key, bytes) => {
      const broken = Buffer.from(bytes);
      if (key.startsWith('streams/')) broken[20] = (broken[20] ?? 0) ^ 1;
      return put(key, broken);
    };
    await expect(archiveAll()).rejects.toMatchObject({ code: 'ARCHIVE_SEGMENT_BROKEN' });
    expect(await readAll(events)).toHaveLength(3);
    await expect(archiveAll()).rejects.toMatchObject({ code: 'ARCHIVE_SEGMENT_BROKEN' });
    expect(await store.events.describe(TENANT, STREAM)).toMatchObject({ count: 3 });
  });

  it('deletes the events of a deleted stream, and none of the stream that follows it', async () => {
    const { store, objects, events, work, archiveAll } = openStreams();
    await append(store.events, 3);
    await archiveAll();
    expect(await work.finishDeletions(10)).toBe(0);
    expect(await events.delete(TENANT, STREAM)).toMatchObject({ result: 'deleted' });
    expect(await events.read(EVERYTHING)).toEqual({ result: 'unknown' });
    await append(store.events, 2, 1);
    await archiveAll();
    expect((await readAll(events)).map(({ position }) => position)).toEqual([1, 2]);
    expect(await keysOf(objects)).toHaveLength(2);
    expect(await work.finishDeletions(10)).toBe(1);
    expect(await work.finishDeletions(10)).toBe(0);
    expect(await readAll(events)).toHaveLength(2);
  });

  it('keeps what it has of a stream whose deletion did not happen', async () => {
    const { store, objects, events, work, archiveAll } = openStreams();
    await append(store.events, 3);
    await archiveAll();
    store.events.delete = () => Promise.reject(new Error('away'));
    await expect(events.delete(TENANT, STREAM)).rejects.toThrow('away');
    expect(await work.finishDeletions(10)).toBe(0);
    expect(await keysOf(objects)).toHaveLength(1);
    expect(await readAll(events)).toHaveLength(3);
  });
});
