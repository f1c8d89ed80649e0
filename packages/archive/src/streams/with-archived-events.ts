import type { EventPage, EventQuery, EventStore, Store, StreamDescription } from '@ag06/store';
import { replaceMembers } from '../read/with-archive.ts';
import { retold, toArchiveFailure } from '../segment/archive-failure.ts';
import { SegmentGone } from '../segment/segment.ts';
import type { StreamArchive } from './stream-archive.ts';
import { withArchivedGroups } from './with-archived-groups.ts';

/** The same store; old events of its streams are read, and delivered to groups, from the archive too. */
export function withArchivedEvents(store: Store, archive: StreamArchive, now: () => Promise<number>): Store {
  const { events, groups } = store;
  const allEvents = withArchive(events, archive, now);
  return replaceMembers(store, {
    events: allEvents,
    groups: withArchivedGroups({ groups, events, allEvents, archive, now }),
  });
}

/**
 * The same streams, with their archived events: whoever reads before the first position that the store keeps is answered
 * from the archive. The store is asked first, because events are in the archive before they leave it. While the archive
 * cannot be read, a description has the store's part alone and says so; a page that would skip events is an error.
 */
function withArchive(events: EventStore, archive: StreamArchive, now: () => Promise<number>): EventStore {
  return replaceMembers(events, {
    async read(query) {
      try {
        return await readBoth(events, archive, query);
      } catch (error) {
        if (!(error instanceof SegmentGone)) throw error;
        // The stream was deleted meanwhile, or its segment was merged or pruned.
        archive.forget(error.key);
        return readBoth(events, archive, query);
      }
    },
    async describe(tenant, stream) {
      const description = await events.describe(tenant, stream);
      if (description === undefined || firstOf(description) === 1) return description;
      try {
        const name = await archive.nameOf(tenant, stream, description.incarnation);
        const archived = await archive.describe(name, firstOf(description));
        return archived === undefined ? description : { ...description, archived };
      } catch (error) {
        const failure = toArchiveFailure(error);
        if (failure === undefined) throw error;
        return { ...description, incomplete: failure };
      }
    },
    async delete(tenant, stream, incarnation) {
      const description = await events.describe(tenant, stream);
      const isMeant = incarnation === undefined || description?.incarnation === incarnation;
      if (description !== undefined && isMeant) {
        const name = await archive.nameOf(tenant, stream, description.incarnation);
        await archive.markDeleted(name, await now()).catch((error: unknown) => {
          throw retold(
            error,
            `Nothing was deleted: the archive has to take the stream ${stream} off first. Repeat the request once it can.`,
          );
        });
      }
      return events.delete(tenant, stream, incarnation);
    },
  });
}

async function readBoth(events: EventStore, archive: StreamArchive, query: EventQuery): Promise<EventPage> {
  const page = await events.read(query);
  if (page.result !== 'page' || query.after + 1 >= page.first) return page;
  const name = await archive.nameOf(query.tenant, query.stream, page.incarnation);
  const archived = await archive.read(name, query, page.first).catch((error: unknown) => {
    throw retold(
      error,
      `The store has the events of ${query.stream} from position ${page.first} on: read them with after=${page.first - 1}.`,
    );
  });
  // The archive has nothing more before what the store has.
  if (archived.events.length === 0 && archived.upto >= page.first - 1) return page;
  const { events: found, upto, isOver } = archived;
  return { ...page, events: found, upto, hasMore: !isOver && upto < page.last, archived: true };
}

/** The first position that the store keeps, or would keep. */
const firstOf = ({ first, last }: StreamDescription): number => first?.position ?? last.position + 1;
