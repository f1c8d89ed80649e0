import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { findGroupPlace } from './find-group-place.ts';
import { readGroup } from './groups.ts';

const NAME = { tenant: 'default', stream: 'orders' };

/** A stream of five events, of which the first three left the store. */
async function createTrimmed() {
  const store = createMemoryStore();
  const events = [1, 2, 3, 4, 5].map((n) => ({ type: 'made', data: String(n) }));
  await store.events.append({ ...NAME, command: 'c', dedupeMs: 0, events });
  await store.events.trim({ ...NAME, before: 4, evenUnread: true });
  const alive = (name: string, more: object) =>
    store.shared.swap(
      'process',
      name,
      0,
      JSON.stringify({ service: 'dispatcher', version: '0.1.0', layout: 0, ...more }),
    );
  return { store, alive };
}

it('A place in the archive is taken, and refused while a dispatcher is alive that would pass over its events', async () => {
  const { store, alive } = await createTrimmed();
  const parts = { store, hasArchive: true };
  await alive('new', { archivedGroups: true });
  expect(await findGroupPlace(parts, NAME, { after: 1 })).toEqual({ after: 1 });
  expect(await findGroupPlace(parts, NAME, { to: 'first' })).toEqual({ after: 0 });
  await alive('old', {});
  await expect(findGroupPlace(parts, NAME, { after: 1 })).rejects.toMatchObject({
    code: 'FLEET_OLDER',
    message: expect.stringContaining('The dispatcher old'),
  });
  expect(await findGroupPlace(parts, NAME, { after: 3 })).toEqual({ after: 3 });
  expect(await findGroupPlace(parts, NAME, { to: 'last' })).toEqual({ after: 5 });
});

it('Without an archive, a group begins with what the store keeps, and a place or a group before it is refused', async () => {
  const { store } = await createTrimmed();
  const parts = { store, hasArchive: false };
  expect(await findGroupPlace(parts, NAME, { to: 'first' })).toEqual({ after: 3 });
  const refused = {
    status: 409,
    code: 'POSITION_ARCHIVED',
    message: expect.stringContaining('AG06_ARCHIVE_URL'),
  };
  await expect(findGroupPlace(parts, NAME, { after: 2 })).rejects.toMatchObject(refused);
  await expect(findGroupPlace(parts, NAME, { time: '2020-01-01T00:00:00Z' })).rejects.toMatchObject(refused);
  const group = { ...NAME, group: 'g' };
  await store.groups.reset(group, { after: 1 });
  const read = {
    ...group,
    consumer: 'c',
    limit: 9,
    leaseMs: 60_000,
    maxDeliveries: 5,
    start: 'first',
  } as const;
  await expect(readGroup(store.groups, read)).rejects.toMatchObject(refused);
  expect(await store.groups.describe(group)).toMatchObject({ position: 1, lag: 4 });
});
