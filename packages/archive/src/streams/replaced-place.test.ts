import { MemoryObjects, type ObjectStore } from '@ag06/objects';
import { describe, expect, it } from '@jest/globals';
import { append, openTestStreams, STREAM, TENANT } from '../testing/open-streams.ts';
import type { EventsPoint } from './archive-streams.ts';

const POINTS: readonly EventsPoint[] = ['events.before-put', 'events.after-check'];

describe('a place that is replaced while a process runs, as a folder whose disk is unmounted,', () => {
  function openMounted() {
    let place: ObjectStore = new MemoryObjects();
    const objects: ObjectStore = {
      place: 'a folder',
      put: (key, bytes) => place.put(key, bytes),
      putFrom: (key, source) => place.putFrom(key, source),
      read: (key, part) => place.read(key, part),
      list: (prefix) => place.list(prefix),
      delete: (key) => place.delete(key),
      tidy: async () => 0,
      close: () => {},
    };
    let unmountsAt: EventsPoint | undefined;
    const unmount = () => {
      place = new MemoryObjects();
    };
    const pass = (point: EventsPoint) => {
      if (point === unmountsAt) unmount();
    };
    const unmountAt = (point: EventsPoint) => {
      unmountsAt = point;
    };
    return { ...openTestStreams({ objects, pass }), unmount, unmountAt };
  }

  it.each(['before a look', ...POINTS])('takes no event out of the store: replaced %s', async (when) => {
    const { store, archiveAll, unmount, unmountAt } = openMounted();
    await append(store.events, 3);
    await archiveAll();
    await append(store.events, 2, 4);
    const point = POINTS.find((one) => one === when);
    if (point === undefined) unmount();
    else unmountAt(point);
    await expect(archiveAll()).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
    expect(await store.events.describe(TENANT, STREAM)).toMatchObject({ count: 2 });
  });

  it('lets no stream be deleted, because nobody would delete its archived events', async () => {
    const { store, events, archiveAll, unmount } = openMounted();
    await append(store.events, 3);
    await archiveAll();
    unmount();
    await expect(events.delete(TENANT, STREAM)).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
    expect(await store.events.describe(TENANT, STREAM)).toBeDefined();
  });
});
