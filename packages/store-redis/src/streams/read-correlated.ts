import {
  type CorrelatedEvent,
  type CorrelationPosition,
  type CorrelationQuery,
  compareCorrelated,
  type EventBlobs,
  readSound,
  readUnlessBroken,
  STREAM_LIMITS,
  type StoredCorrelated,
  type StoredStreamEvent,
} from '@ag06/store';
import type { PartitionKeys } from '../keys.ts';
import { toList } from '../reply-values.ts';
import { EVENT_PARTS, mapParts, toNumber, toStoredEvent, toText } from './read-replies.ts';
import type { StreamFunctions } from './stream-functions.ts';

interface Found extends CorrelationPosition {
  readonly incarnation: number;
  readonly stored: StoredStreamEvent;
}

interface PartitionPage {
  readonly found: readonly Found[];
  /** The next page of the partition begins after it; undefined if this is the last page. */
  readonly next: CorrelationPosition | undefined;
}

export function readCorrelated(
  functions: StreamFunctions,
  query: CorrelationQuery,
  blobs: EventBlobs,
): Promise<readonly CorrelatedEvent[]> {
  return readSound(query, (one) => readPage(functions, one, blobs));
}

/** Merges the pages of all partitions. */
async function readPage(
  functions: StreamFunctions,
  query: CorrelationQuery,
  blobs: EventBlobs,
): Promise<readonly StoredCorrelated[]> {
  const pages = await Promise.all(
    functions.partitions.map((partition) => readPartition(functions, partition, query)),
  );
  const merged = pages.flatMap(({ found }) => found).sort(compareCorrelated);
  // Behind the end of a page there may be more in its partition.
  const ends = pages.flatMap(({ found, next }) => (next === undefined ? [] : found.slice(-1)));
  const page = merged
    .filter((one) => ends.every((end) => compareCorrelated(one, end) <= 0))
    .slice(0, query.limit);
  return page.map(({ stream, at, position, incarnation, stored }) => ({
    place: { at, stream, position },
    incarnation,
    read: () => readUnlessBroken(stream, stored, blobs),
  }));
}

/** Reads until it has found an event, because those of deleted streams are passed over. */
async function readPartition(
  functions: StreamFunctions,
  partition: PartitionKeys,
  { tenant, correlationId, after, limit }: CorrelationQuery,
): Promise<PartitionPage> {
  const keys = [partition.correlated(tenant, correlationId)];
  for (let from = after; ; ) {
    const place = from === undefined ? ['', '', 0] : [from.at, from.stream, from.position];
    const args = [tenant, limit, STREAM_LIMITS.pageBytes, ...place];
    const call = { mode: 'read', handler: 'correlated', partition, keys, args, of: correlationId } as const;
    const [isAll, upto, events] = toList(await functions.call(call));
    const found = mapParts(events, EVENT_PARTS + 2, toFound);
    if (isAll === 1) return { found, next: undefined };
    const [at, stream, position] = toList(upto);
    from = { at: toNumber(at), stream: toText(stream), position: toNumber(position) };
    if (found.length > 0) return { found, next: from };
  }
}

function toFound(parts: readonly unknown[], from: number): Found {
  const stored = toStoredEvent(parts, from + 2);
  return {
    stream: toText(parts[from]),
    incarnation: toNumber(parts[from + 1]),
    at: toNumber(stored.at),
    position: toNumber(stored.position),
    stored,
  };
}
