import { MemoryObjects } from '@ag06/objects';
import { PlanCache } from '@ag06/runtime';
import { createMemoryStore, StoreError } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { openArchive } from '../archive/open-archive.ts';
import type { Parts } from '../parts.ts';
import { StreamArchiving } from './archive-streams.ts';

const DAY = 24 * 3600_000;

it('a turn archives old events, merges small segments, prunes those that were kept long enough, and tidies the place', async () => {
  let now = 1_800_000_000_000;
  let tidied = 0;
  const store = createMemoryStore({ now: () => now });
  const objects = new MemoryObjects();
  objects.tidy = async () => ++tidied;
  const keep = { keptMs: 1_000 * DAY, byStatus: new Map(), holdTag: 'hold' };
  const archive = openArchive(objects, { id: 'd', store, plans: new PlanCache(store.workflows), keep });
  const streamRetention = { keptMs: DAY, byStream: new Map() };
  const log = { warn: () => {} } as unknown as Parts['log'];
  const clock = { isTrusted: async () => true };
  const { signal } = new AbortController();
  /** As the first turn of a dispatcher does. */
  const look = async () => {
    const duty = new StreamArchiving({ store, archive, streamRetention, log, clock });
    for (let i = 0; (await duty.look(signal)) === 'more'; i++) if (i > 50) throw new Error('It never ends.');
  };
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of objects.list('streams/')) found.push(key);
    return found;
  };
  for (let i = 1; i <= 16; i++) {
    const events = [{ type: 'made', data: String(i) }];
    await store.events.append({ tenant: 'default', stream: 's', command: String(i), dedupeMs: 0, events });
    now += 2 * DAY;
    await look();
  }
  expect(await keys()).toHaveLength(1);
  expect(await store.events.describe('default', 's')).toMatchObject({ count: 0, last: { position: 16 } });
  now += 1_100 * DAY;
  await look();
  expect(await keys()).toEqual([]);
  expect(tidied).toBeGreaterThan(0);
});

it('a stream with an event that the store cannot read is passed over and logged, and the streams after it go on', async () => {
  let now = 1_800_000_000_000;
  const store = createMemoryStore({ now: () => now });
  const keep = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };
  const plans = new PlanCache(store.workflows);
  const archive = openArchive(new MemoryObjects(), { id: 'd', store, plans, keep });
  for (const stream of ['a', 'b'])
    await store.events.append({
      tenant: 'default',
      stream,
      command: stream,
      dedupeMs: 0,
      events: [{ type: 'made', data: '1' }],
    });
  now += 10 * DAY;
  const read = store.events.read.bind(store.events);
  store.events.read = async (query) => {
    if (query.stream === 'a') throw new StoreError('STORE_RECORD_INVALID', 'The stored event 1 is broken.');
    return read(query);
  };
  const warned: unknown[] = [];
  const log = { warn: (about: unknown) => warned.push(about) } as unknown as Parts['log'];
  const duty = new StreamArchiving({
    store,
    archive,
    streamRetention: { keptMs: DAY, byStream: new Map() },
    log,
    clock: { isTrusted: async () => true },
  });
  await duty.look(new AbortController().signal);
  expect(await store.events.describe('default', 'a')).toMatchObject({ count: 1 });
  expect(await store.events.describe('default', 'b')).toMatchObject({ count: 0 });
  expect(warned).toMatchObject([{ stream: 'a', err: { code: 'STORE_RECORD_INVALID' } }]);
});
