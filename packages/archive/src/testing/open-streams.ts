import { MemoryObjects, type ObjectStore } from '@ag06/objects';
import { createMemoryStore, type EventStore, type Store, type StreamEvent } from '@ag06/store';
import { Ledger } from '../catalogue/ledger.ts';
import { type EventsPoint, StreamWork } from '../streams/archive-streams.ts';
import { StreamArchive } from '../streams/stream-archive.ts';
import { withArchivedEvents } from '../streams/with-archived-events.ts';

export const TENANT = 'default';
export const STREAM = 'orders:eu_1';
const LATER = Date.now() + 10 * 365 * 24 * 3600_000;
export const EVERYTHING = { tenant: TENANT, stream: STREAM, after: 0, limit: 1_000 };

interface OpenStreamsOptions {
  readonly store?: Store;
  readonly objects?: ObjectStore;
  readonly pass?: (point: EventsPoint) => void;
}

/** The archive of a store in memory. Two over one store and objects are two processes of a fleet. */
export function openTestStreams({
  store = createMemoryStore(),
  objects = new MemoryObjects(),
  pass = () => {},
}: OpenStreamsOptions = {}) {
  const ledger = new Ledger(store.shared, objects);
  const archive = new StreamArchive(objects, ledger, () => store.fleet.loadSecret());
  const work = new StreamWork({ store, objects, ledger, archive, pass, isHolder: async () => true });
  const archiveAll = async (olderThan = LATER) => {
    let removed = 0;
    for (const one of await store.events.list(TENANT, undefined, 100))
      removed += (await work.archive(TENANT, one, olderThan)) ?? 0;
    return removed;
  };
  const { events, groups } = withArchivedEvents(store, archive, () => store.runs.now());
  return { store, objects, ledger, archive, work, events, groups, archiveAll };
}

export async function append(events: EventStore, count: number, from = 1, stream = STREAM): Promise<void> {
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
export async function readAll(
  events: EventStore,
  query: object = {},
  stream = STREAM,
): Promise<readonly StreamEvent[]> {
  const found: StreamEvent[] = [];
  for (let after = 0; ; ) {
    const page = await events.read({ ...EVERYTHING, stream, after, ...query });
    if (page.result !== 'page') throw new Error(page.result);
    found.push(...page.events);
    if (!page.hasMore) return found;
    after = page.upto;
  }
}
