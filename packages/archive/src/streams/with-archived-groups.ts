import type {
  DeliveredEvent,
  EventStore,
  GroupDescription,
  GroupName,
  GroupPage,
  GroupRead,
  GroupStart,
  GroupStore,
  StreamEvent,
} from '@ag06/store';
import { replaceMembers } from '../read/with-archive.ts';
import { toArchiveFailure } from '../segment/archive-failure.ts';
import { SegmentGone } from '../segment/segment.ts';
import { loadRemoved } from './load-removed.ts';
import type { StreamArchive } from './stream-archive.ts';

interface ArchivedGroupsParts {
  readonly groups: GroupStore;
  /** The streams of the store alone, and with their archived events. */
  readonly events: EventStore;
  readonly allEvents: EventStore;
  readonly archive: StreamArchive;
  readonly now: () => Promise<number>;
}

/** How often one read looks for what the group needs: others may be delivered it meanwhile, or it is lost. */
const LOOKS_MAX = 8;
const NOTHING = { positions: [], lost: [] };

/**
 * The same groups; events that left the store are delivered from the archive. Their content is loaded before they are
 * leased, so an archive that is away costs no delivery: the read fails. The store alone keeps positions and leases.
 */
export function withArchivedGroups(parts: ArchivedGroupsParts): GroupStore {
  const { groups } = parts;
  return replaceMembers(groups, {
    read: (read) => readBoth(parts, read),
    async reset(name, to) {
      return groups.reset(name, 'at' in to ? await findPlace(parts, name, to) : to);
    },
    async describe(name) {
      const found = await groups.describe(name);
      return found && (await tellOldest(parts, name, [found]))[0];
    },
    async list(tenant, stream) {
      const found = await groups.list(tenant, stream);
      return found && tellOldest(parts, { tenant, stream }, found);
    },
    listDead: (name, after, limit) => listDeadBoth(parts, name, after, limit),
  });
}

async function readBoth({ groups, archive, now }: ArchivedGroupsParts, read: GroupRead): Promise<GroupPage> {
  let page = await groups.read({ ...read, removed: NOTHING });
  for (let looks = 0; page.result === 'missing' && looks < LOOKS_MAX; looks++) {
    const { incarnation } = page;
    const { tenant, stream } = read;
    const { events, lost } = await loadRemoved(archive, { tenant, stream, ...page });
    // Who is gone would hold a lease in vain, and a slow archive would make dead letters of events that nobody saw.
    if (read.signal?.aborted === true) break;
    page = await groups.read({ ...read, incarnation, removed: { positions: [...events.keys()], lost } });
    // The stream was deleted and begun anew meanwhile.
    if (page.result === 'renewed' && read.incarnation === undefined)
      page = await groups.read({ ...read, removed: NOTHING });
    if (page.result === 'delivered') return withContent(page, events);
  }
  if (page.result !== 'missing') return page;
  const leasedUntil = (await now()) + read.leaseMs;
  return { result: 'delivered', incarnation: page.incarnation, events: [], leasedUntil };
}

function withContent(
  { removed = [], ...page }: Extract<GroupPage, { result: 'delivered' }>,
  content: ReadonlyMap<number, StreamEvent>,
): GroupPage {
  const events: DeliveredEvent[] = [...page.events];
  for (const { position, delivery } of removed) {
    const event = content.get(position);
    if (event === undefined) throw new Error(`The event ${position} was leased, and nobody had it.`);
    events.push({ ...event, delivery });
  }
  return { ...page, events: events.sort((a, b) => a.position - b.position) };
}

/**
 * The place before the first event from a time on, in the archive or in the store. It is a position, because events may
 * leave the store before the group is moved. A time in the store needs no archive.
 */
async function findPlace(
  { events, allEvents }: ArchivedGroupsParts,
  { tenant, stream }: GroupName,
  { at }: Extract<GroupStart, { at: number }>,
): Promise<GroupStart> {
  const description = await events.describe(tenant, stream);
  if (description === undefined) return { at };
  const { first, incarnation } = description;
  let after = first !== undefined && at > first.at ? first.position - 1 : 0;
  for (;;) {
    const page = await allEvents.read({ tenant, stream, incarnation, after, from: at, limit: 1 });
    if (page.result !== 'page') return { at };
    const [event] = page.events;
    if (event !== undefined) return { after: event.position - 1 };
    if (!page.hasMore) return { after: page.last };
    after = page.upto;
  }
}

/** Adds the time of the oldest event of groups that lie in the archive. While it is away, that of the first in the store stays. */
async function tellOldest(
  { events, archive }: ArchivedGroupsParts,
  { tenant, stream }: Pick<GroupName, 'tenant' | 'stream'>,
  found: readonly GroupDescription[],
): Promise<readonly GroupDescription[]> {
  if (found.every(({ lag }) => lag === 0)) return found;
  const description = await events.describe(tenant, stream);
  if (description === undefined) return found;
  const first = description.first?.position ?? description.last.position + 1;
  const tellOne = async (group: GroupDescription): Promise<GroupDescription> => {
    if (group.position + 1 >= first || group.incarnation !== description.incarnation) return group;
    try {
      const name = await archive.nameOf(tenant, stream, group.incarnation);
      const query = { tenant, stream, after: group.position, limit: 1 };
      const [oldest] = (await readAnew(archive, name, query, first)).events;
      return oldest === undefined ? group : { ...group, oldestAt: oldest.at };
    } catch (error) {
      if (toArchiveFailure(error) === undefined) throw error;
      return group;
    }
  };
  return Promise.all(found.map(tellOne));
}

/** Reads the archive; once more if a segment was merged or pruned since it was listed. */
async function readAnew(
  archive: StreamArchive,
  ...asked: Parameters<StreamArchive['read']>
): ReturnType<StreamArchive['read']> {
  try {
    return await archive.read(...asked);
  } catch (error) {
    if (!(error instanceof SegmentGone)) throw error;
    archive.forget(error.key);
    return archive.read(...asked);
  }
}

/** Ends a page where archived events have as many bytes as a page may have. While the archive is away, letters lack theirs. */
async function listDeadBoth(
  { groups, events, archive }: ArchivedGroupsParts,
  name: GroupName,
  after: number,
  limit: number,
): ReturnType<GroupStore['listDead']> {
  const letters = await groups.listDead(name, after, limit);
  const bare = letters.filter(({ event }) => event === undefined).map(({ position }) => position);
  const { tenant, stream } = name;
  const description = bare.length > 0 ? await events.describe(tenant, stream) : undefined;
  if (description === undefined) return letters;
  const first = description.first?.position ?? description.last.position + 1;
  const { incarnation } = description;
  const positions = bare.filter((position) => position < first);
  const removed = await loadRemoved(archive, { tenant, stream, incarnation, positions, first }).catch(
    (error: unknown) => {
      if (toArchiveFailure(error) === undefined) throw error;
      return undefined;
    },
  );
  if (removed === undefined) return letters;
  const { events: content, lost } = removed;
  const isLost = (position: number) => lost.some(([from, upto]) => position >= from && position <= upto);
  const end = letters.findIndex(
    ({ position }) => positions.includes(position) && !content.has(position) && !isLost(position),
  );
  const page = letters.slice(0, end === -1 ? undefined : Math.max(1, end));
  return page.map((letter) => ({ ...letter, event: letter.event ?? content.get(letter.position) }));
}
