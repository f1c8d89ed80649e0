import {
  type CorrelatedEvent,
  type CorrelationQuery,
  compareCorrelated,
  type EventStore,
  toCorrelationPosition,
} from '@ag06/store';
import { toArchiveFailure } from '../segment/archive-failure.ts';
import { SegmentGone } from '../segment/segment.ts';
import { type CorrelatedPage, CorrelationSearch } from './correlation-search.ts';
import type { StreamArchive } from './stream-archive.ts';

export type ReadCorrelated = (query: CorrelationQuery) => Promise<CorrelatedPage>;

type Events = Pick<EventStore, 'readCorrelated' | 'describe'>;

/** Reads the events of all streams under a correlation id by (time, stream, position), archived ones too. */
export const createCorrelatedReader =
  (events: Events, archive: StreamArchive | undefined): ReadCorrelated =>
  async (query) => {
    // The store first, because events are in the archive before they leave it.
    const kept = await events.readCorrelated(query);
    const last = kept.at(-1);
    const page: CorrelatedPage = { events: kept, upto: last && toCorrelationPosition(last), failures: [] };
    if (archive === undefined) return page;
    try {
      const search = () => new CorrelationSearch(events, archive, query, page.upto).read();
      return merge(page, await againIfGone(search), query);
    } catch (error) {
      const failure = toArchiveFailure(error);
      if (failure === undefined) throw error;
      return { ...page, failures: [failure] };
    }
  };

/** Searches once more if a segment was merged, pruned or deleted meanwhile. */
async function againIfGone(search: () => Promise<CorrelatedPage>): Promise<CorrelatedPage> {
  try {
    return await search();
  } catch (error) {
    if (!(error instanceof SegmentGone)) throw error;
    return search();
  }
}

/** One page of two that have all events of one range. An event that is in both, on its way to the archive, is taken once. */
function merge(kept: CorrelatedPage, archived: CorrelatedPage, { limit }: CorrelationQuery): CorrelatedPage {
  const ends = [kept.upto, archived.upto].filter((end) => end !== undefined).sort(compareCorrelated);
  const [end] = ends;
  const both = [...kept.events, ...archived.events]
    .filter((one) => end === undefined || compareCorrelated(toCorrelationPosition(one), end) <= 0)
    .sort(compare)
    .filter((one, i, all) => i === 0 || compare(one, all[i - 1] ?? one) !== 0);
  const page = both.slice(0, limit);
  const cut = both.length > limit ? page.at(-1) : undefined;
  return {
    events: page,
    upto: cut === undefined ? end : toCorrelationPosition(cut),
    failures: archived.failures,
  };
}

const compare = (a: CorrelatedEvent, b: CorrelatedEvent): number =>
  compareCorrelated(toCorrelationPosition(a), toCorrelationPosition(b));
