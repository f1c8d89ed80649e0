import { MemoryObjects, ObjectError } from '@ag06/objects';
import { createMemoryStore } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { diesAt, listKeys, loseReply } from '../testing/faults.ts';
import { append, EVERYTHING, openTestStreams, readAll, STREAM, TENANT } from '../testing/open-streams.ts';
import type { EventsPoint } from './archive-streams.ts';

const POINTS: readonly EventsPoint[] = [
  'events.before-put',
  'events.after-put',
  'events.after-check',
  'events.after-trim',
];
describe('old events of a stream', () => {
  it('leave the store for the archive, and are read as before by position, time, type and correlation id', async () => {
    const { store, events, archiveAll } = openTestStreams();
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
    const { store, archiveAll } = openTestStreams();
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
    const { store, events, archiveAll } = openTestStreams();
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
    const { store, objects, archiveAll } = openTestStreams();
    await append(store.events, 3);
    await append(store.events, 2, 1, 'audit');
    await archiveAll();
    const found = [];
    for await (const one of openTestStreams({ objects }).archive.listAll()) found.push(one);
    expect(found).toMatchObject([
      { tenant: TENANT, stream: 'audit', first: { position: 1 }, last: { position: 2 } },
      { tenant: TENANT, stream: STREAM, first: { position: 1 }, last: { position: 3 } },
    ]);
  });
});

describe('the archive of streams', () => {
  it.each(POINTS)('loses and doubles nothing if its process dies at %s', async (point) => {
    const { store, objects, events, archiveAll } = openTestStreams();
    await append(store.events, 20);
    const all = await readAll(store.events);
    const dying = openTestStreams({
      store,
      objects,
      pass: diesAt(point),
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
    const lost = loseReply(nth);
    const store = createMemoryStore();
    const objects = new MemoryObjects();
    await append(store.events, 10);
    const all = await readAll(store.events);
    objects.put = lost.over(objects.put.bind(objects));
    store.shared.swap = lost.over(store.shared.swap.bind(store.shared));
    store.events.trim = lost.over(store.events.trim.bind(store.events));
    const { events, archiveAll } = openTestStreams({ store, objects });
    await archiveAll().catch((error: unknown) => expect(String(error)).toContain('the reply is lost'));
    expect(lost.wasLost).toBe(true);
    expect(await readAll(events)).toEqual(all);
    await archiveAll();
    expect(await readAll(events)).toEqual(all);
    expect(await store.events.describe(TENANT, STREAM)).toMatchObject({ count: 0 });
    expect(await listKeys(objects, 'streams/')).toHaveLength(1);
  });

  it('a process that was taken for dead, and puts its segment late, doubles nothing', async () => {
    const { store, objects, events, archiveAll } = openTestStreams();
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
    const frozen = openTestStreams({ store, objects: slow }).archiveAll();
    await reached.promise;
    await append(store.events, 5, 11);
    await archiveAll();
    gate.resolve();
    await frozen;
    expect((await listKeys(objects, 'streams/')).length).toBe(2);
    const late = openTestStreams({ store, objects });
    const positions = (await readAll(late.events, { limit: 4 })).map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(await readAll(events)).toHaveLength(15);
  });

  it('removes nothing from a store that has other events than it, such as one that was set back', async () => {
    const now = () => 1_800_000_000_000;
    const { store, objects, archiveAll } = openTestStreams({ store: createMemoryStore({ now }) });
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
    const restored = openTestStreams({ store: { ...back, shared: store.shared }, objects });
    await expect(restored.archiveAll()).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
    expect(await back.events.describe(TENANT, STREAM)).toMatchObject({ count: 3 });
  });

  it('refuses to read a segment that is broken, and removes nothing that it cannot read back', async () => {
    const { store, objects, events, archiveAll } = openTestStreams();
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
});

describe('while the archive is away', () => {
  /** Three events are in the archive, and two in the store. */
  async function openAway() {
    const opened = openTestStreams();
    await append(opened.store.events, 3);
    await opened.archiveAll();
    await append(opened.store.events, 2, 4);
    const away = () => Promise.reject(new ObjectError('OBJECTS_UNAVAILABLE', 'The archive does not answer.'));
    const objects = new MemoryObjects();
    Object.assign(objects, {
      read: away,
      put: away,
      list: () => ({ [Symbol.asyncIterator]: () => ({ next: away }) }),
    });
    return { ...openTestStreams({ store: opened.store, objects }), store: opened.store };
  }

  it('a stream is described by what the store has, and that says that it is incomplete', async () => {
    const { events } = await openAway();
    const description = await events.describe(TENANT, STREAM);
    expect(description).toMatchObject({
      count: 2,
      first: { position: 4 },
      incomplete: { code: 'OBJECTS_UNAVAILABLE', message: 'The archive does not answer.' },
    });
    expect(description).not.toHaveProperty('archived');
  });

  it('a reader is not led over archived events: it is told where the store goes on, and reads there', async () => {
    const { events } = await openAway();
    await expect(events.read(EVERYTHING)).rejects.toMatchObject({
      code: 'OBJECTS_UNAVAILABLE',
      message: expect.stringContaining('after=3'),
    });
    expect(await events.read({ ...EVERYTHING, after: 3 })).toMatchObject({
      events: [{ position: 4 }, { position: 5 }],
    });
  });

  it('no stream is deleted, and the refusal says so', async () => {
    const { events, store } = await openAway();
    await expect(events.delete(TENANT, STREAM)).rejects.toMatchObject({
      code: 'OBJECTS_UNAVAILABLE',
      isRetryable: true,
      message: expect.stringContaining('Nothing was deleted'),
    });
    expect(await store.events.describe(TENANT, STREAM)).toMatchObject({ count: 2 });
  });
});
