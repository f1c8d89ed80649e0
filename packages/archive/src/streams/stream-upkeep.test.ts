import { MemoryObjects, type ObjectStore } from '@ag06/objects';
import { createMemoryStore, type EventStore, type Store, StoreError } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { diesAt, listKeys } from '../testing/faults.ts';
import { openTestStreams, readAll, STREAM, TENANT } from '../testing/open-streams.ts';
import { StreamSegmentWriter } from './stream-segment.ts';
import { createStreamSegmentKey, type StreamName } from './stream-segment-key.ts';
import { StreamUpkeep, type StreamUpkeepPoint } from './stream-upkeep.ts';

const DAY = 24 * 3600_000;
const START = 1_800_000_000_000;
const POINTS: readonly StreamUpkeepPoint[] = [
  'merge.before-put',
  'merge.after-put',
  'merge.after-check',
  'upkeep.amid-removal',
];

class Clock {
  at = START;
}

interface Options {
  readonly clock?: Clock;
  readonly store?: Store;
  readonly objects?: ObjectStore;
  readonly keptMs?: number;
  readonly pass?: (point: StreamUpkeepPoint) => void;
}

/** The archive of streams and its upkeep over a store whose clock the test sets. */
function openUpkeep({ clock = new Clock(), keptMs, pass = () => {}, ...rest }: Options = {}) {
  const opened = openTestStreams({ store: createMemoryStore({ now: () => clock.at }), ...rest });
  const broken: string[] = [];
  const upkeep = new StreamUpkeep({
    ...opened,
    keptMs,
    pass,
    isHolder: async () => true,
    onBroken: (_, { code }) => broken.push(code),
  });
  const look = async () => {
    for (let i = 0; (await upkeep.look(TENANT, 100)) !== 0; i++)
      if (i > 20) throw new Error('It never ends.');
  };
  /** Archives each event by itself, one a day. */
  const archiveDays = async (days: number, stream = STREAM) => {
    for (let i = 0; i < days; i++) {
      await appendOne(opened.store.events, stream);
      clock.at += DAY;
      await opened.archiveAll(clock.at);
    }
  };
  const list = () => listKeys(opened.objects, 'streams/');
  return { ...opened, clock, upkeep, broken, look, archiveDays, list };
}

let commands = 0;
const appendOne = (events: EventStore, stream: string) =>
  events.append({
    tenant: TENANT,
    stream,
    command: `c-${++commands}`,
    dedupeMs: 0,
    events: [{ type: 'made', data: '1', correlationId: `c-${commands}` }],
  });

const positionsOf = async (events: EventStore) => (await readAll(events)).map(({ position }) => position);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

it('small segments that follow each other become one, with every event as it was', async () => {
  const { archiveDays, look, list, events } = openUpkeep();
  await archiveDays(15);
  const before = await readAll(events);
  await look();
  expect(await list()).toHaveLength(15);
  await archiveDays(1);
  await look();
  expect(await list()).toHaveLength(1);
  expect((await readAll(events)).slice(0, 15)).toEqual(before);
  expect(await positionsOf(events)).toEqual(upTo(16));
});

it('a merged segment covers a tenth of the retention at most, so that its first events do not stay much longer', async () => {
  const { archiveDays, look, list } = openUpkeep({ keptMs: 155 * DAY });
  await archiveDays(32);
  await look();
  expect(await list()).toHaveLength(2);
});

it.each(POINTS)(
  'a merge whose process dies at %s loses and doubles nothing, and is ended by the next one',
  async (point) => {
    const { archiveDays, list, events, look, ...rest } = openUpkeep();
    await archiveDays(20);
    const dying = openUpkeep({
      store: rest.store,
      objects: rest.objects,
      clock: rest.clock,
      pass: diesAt(point),
    });
    await expect(dying.look()).rejects.toThrow('dies');
    expect(await positionsOf(events)).toEqual(upTo(20));
    await look();
    expect(await list()).toHaveLength(1);
    expect(await positionsOf(events)).toEqual(upTo(20));
  },
);

it('archived events leave the archive after its retention, and those that a stream still has in the store stay', async () => {
  const { archiveDays, look, list, store, objects, clock, events } = openUpkeep({ keptMs: 10 * DAY });
  await archiveDays(14);
  await look();
  expect(await positionsOf(events)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14].slice(-10));
  const { trim } = store.events;
  await appendOne(store.events, STREAM);
  store.events.trim = () => Promise.reject(new Error('dies'));
  await expect(openTestStreams({ store, objects }).archiveAll()).rejects.toThrow('dies');
  store.events.trim = trim;
  clock.at += 30 * DAY;
  await look();
  expect(await list()).toHaveLength(1);
  expect(await positionsOf(events)).toEqual([15]);
});

it('without a retention, archived events are kept for ever', async () => {
  const { archiveDays, look, list, clock } = openUpkeep();
  await archiveDays(3);
  clock.at += 10_000 * DAY;
  await look();
  expect(await list()).toHaveLength(3);
});

it('events of a stream that left the store without a mark are removed after a week, and not if it is back before', async () => {
  const { archiveDays, look, list, store, clock, objects } = openUpkeep();
  await archiveDays(3);
  await archiveDays(2, 'other');
  const { describe } = store.events;
  store.events.describe = async (tenant, stream) =>
    stream === STREAM ? undefined : describe.call(store.events, tenant, stream);
  await look();
  clock.at += 6 * DAY;
  await look();
  expect(await list()).toHaveLength(5);
  store.events.describe = describe.bind(store.events);
  await look();
  expect(await listKeys(objects, 'orphaned-streams/')).toEqual([]);
  await store.events.delete(TENANT, STREAM);
  await look();
  clock.at += 6 * DAY;
  await look();
  expect(await list()).toHaveLength(5);
  clock.at += 2 * DAY;
  await look();
  expect(await list()).toHaveLength(2);
  expect(await listKeys(objects, 'orphaned-streams/')).toEqual([]);
});

it('an empty store that takes up an archive removes nothing of the store before it', async () => {
  const { archiveDays, list, objects, clock } = openUpkeep();
  await archiveDays(3);
  const emptied = openUpkeep({ objects, clock, keptMs: DAY });
  await emptied.look();
  clock.at += 1_000 * DAY;
  await emptied.look();
  expect(await list()).toHaveLength(3);
});

it('a damaged segment holds up its own stream alone, is told, and nothing of it is removed', async () => {
  const { archiveDays, look, list, objects, broken } = openUpkeep();
  await archiveDays(16, 'a');
  await archiveDays(16, 'b');
  const [damaged = ''] = await listKeys(objects, 'streams/default/a/');
  const bytes = (await objects.read(damaged)) ?? Buffer.alloc(0);
  await objects.delete(damaged);
  await objects.put(damaged, bytes.subarray(0, -5));
  await look();
  expect(broken).toContain('ARCHIVE_SEGMENT_BROKEN');
  expect((await list()).map((key) => key.split('/')[2])).toEqual([
    ...Array.from({ length: 16 }, () => 'a'),
    'b',
  ]);
});

it('a stream that the store cannot read holds up itself alone, and nothing of it is removed', async () => {
  const { archiveDays, look, list, store } = openUpkeep();
  await archiveDays(16, 'a');
  await archiveDays(16, 'b');
  const describe = store.events.describe.bind(store.events);
  store.events.describe = async (tenant, stream) => {
    if (stream === 'a') throw new StoreError('STORE_RECORD_INVALID', 'Its head is broken.');
    return describe(tenant, stream);
  };
  await look();
  expect((await list()).map((key) => key.split('/')[2])).toEqual([
    ...Array.from({ length: 16 }, () => 'a'),
    'b',
  ]);
});

it('two segments with different events in one place both stay', async () => {
  const { archiveDays, look, list, objects, broken, store, archive } = openUpkeep();
  await archiveDays(2);
  const { incarnation = 0 } = (await store.events.describe(TENANT, STREAM)) ?? {};
  const name = await archive.nameOf(TENANT, STREAM, incarnation);
  await putSegment(objects, name, 3);
  await look();
  expect(broken).toContain('ARCHIVE_DIFFERS');
  expect(await list()).toHaveLength(3);
});

it('an archive that is not the one of the fleet is left alone', async () => {
  const { archiveDays, store, clock, objects } = openUpkeep();
  await archiveDays(16);
  const other = new MemoryObjects();
  await other.put('archive.json', Buffer.from(JSON.stringify({ archive: 'other' })));
  for (const key of await listKeys(objects, 'streams/'))
    await other.put(key, (await objects.read(key)) ?? Buffer.alloc(0));
  const lost = openUpkeep({ store, clock, objects: other });
  await expect(lost.look()).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
  expect(await lost.list()).toHaveLength(16);
});

/** A segment of events 1 to `count` that nobody appended. */
async function putSegment(objects: ObjectStore, name: StreamName, count: number): Promise<void> {
  const writer = new StreamSegmentWriter(name);
  const made = (position: number) => ({ position, at: START, type: 'made', data: '"other"' });
  for (const position of upTo(count)) await writer.add(made(position));
  const bytes = await writer.finish();
  await objects.put(createStreamSegmentKey(name, made(1), made(count), bytes), bytes);
}
