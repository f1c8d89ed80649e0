import {
  type AppendAnswer,
  type CorrelatedEvent,
  type CorrelationQuery,
  compareCorrelated,
  type DeleteAnswer,
  type EventPage,
  type EventQuery,
  type EventStore,
  STREAM_LIMITS,
  type StreamAppend,
  type StreamDescription,
  type StreamSummary,
  type StreamTrim,
  type TrimAnswer,
} from '../event-store.ts';
import { readAgainIfGone, readStreamEvent, readUnlessBroken } from '../records/read-stream-event.ts';
import { encodeEvents, largeDataOf } from '../streams/encode-events.ts';
import { type EventBlobs, unclaimable } from '../streams/event-blobs.ts';
import { readSound, type StoredCorrelated } from '../streams/read-sound.ts';
import type { KeptEvent } from './kept-event.ts';
import type { MemoryBlobPieces } from './memory-blob-pieces.ts';
import { MemoryStream } from './memory-stream.ts';
import type { MemoryStreams } from './memory-streams.ts';

interface MemoryEventParts {
  readonly now: () => number;
  readonly blobs: EventBlobs;
  readonly pieces: MemoryBlobPieces;
}

/** Streams of events in memory. */
export class MemoryEventStore implements EventStore {
  readonly #streams: MemoryStreams;
  readonly #now: () => number;
  readonly #blobs: EventBlobs;
  readonly #pieces: MemoryBlobPieces;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(streams: MemoryStreams, { now, blobs, pieces }: MemoryEventParts) {
    this.#streams = streams;
    this.#now = now;
    this.#blobs = blobs;
    this.#pieces = pieces;
  }

  async append(append: StreamAppend): Promise<AppendAnswer> {
    const encoded = await encodeEvents(append, { blobs: this.#blobs, partition: 0 });
    if (encoded.result === 'too_large') return encoded;
    const { tenant, stream, expect = 0 } = append;
    const found = this.#streams.find(tenant, stream);
    const large = largeDataOf(encoded.events).map(({ owner }) => owner);
    if (found === undefined && expect > 0) {
      this.#forget(large);
      return { result: 'conflict', last: 0 };
    }
    if (!this.#pieces.claim(large)) throw unclaimable(stream);
    const written = found ?? this.#streams.create(tenant, stream);
    const answer = written.append(append, encoded.events, this.#now());
    this.#forget(large.filter((owner) => !written.large.has(owner)));
    const listeners = this.#listeners.get(toKey(tenant, stream)) ?? [];
    for (const listener of listeners) queueMicrotask(listener);
    return answer;
  }

  read(query: EventQuery): Promise<EventPage> {
    return readAgainIfGone(() => this.#read(query));
  }

  async #read(query: EventQuery): Promise<EventPage> {
    const found = this.#streams.findIncarnation(query.tenant, query.stream, query.incarnation);
    if (!(found instanceof MemoryStream)) return found;
    const { incarnation, first, last } = found;
    const from = query.from === undefined ? first : found.positionAt(query.from);
    const end = query.to === undefined ? last + 1 : found.positionAt(query.to);
    const page: KeptEvent[] = [];
    let bytes = 0;
    let position = Math.max(query.after + 1, first, from);
    for (; position < end; position++) {
      if (page.length >= query.limit || bytes >= STREAM_LIMITS.pageBytes) break;
      const event = found.at(position);
      if (event === undefined || !matches(event, query)) continue;
      page.push(event);
      bytes += event.size;
    }
    const events = await Promise.all(page.map((event) => readStreamEvent(query.stream, event, this.#blobs)));
    const upto = Math.max(position - 1, query.after);
    return { result: 'page', incarnation, events, upto, hasMore: position < end, first, last };
  }

  async describe(tenant: string, stream: string): Promise<StreamDescription | undefined> {
    return this.#streams.find(tenant, stream)?.describe();
  }

  async list(tenant: string, after: string | undefined, limit: number): Promise<readonly StreamSummary[]> {
    return this.#streams
      .of(tenant)
      .filter(({ name }) => after === undefined || name > after)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, limit)
      .map((stream) => {
        const { types: _, otherTypes: __, ...summary } = stream.describe();
        return summary;
      });
  }

  async delete(tenant: string, stream: string, incarnation?: number): Promise<DeleteAnswer> {
    const found = this.#streams.findIncarnation(tenant, stream, incarnation);
    if (!(found instanceof MemoryStream)) return found;
    this.#streams.delete(tenant, stream);
    this.#forget([...found.large]);
    return { result: 'deleted' };
  }

  async finishDeletions(): Promise<number> {
    return 0;
  }

  async trim({ tenant, stream, before, evenUnread, incarnation }: StreamTrim): Promise<TrimAnswer> {
    const found = this.#streams.findIncarnation(tenant, stream, incarnation);
    if (!(found instanceof MemoryStream)) return found;
    const needed = evenUnread ? [] : [...found.groups.values()].map(({ needs }) => needs);
    const large = [...found.large];
    const removed = found.trim(Math.min(before, found.last + 1, ...needed));
    this.#forget(large.filter((owner) => !found.large.has(owner)));
    return { result: 'trimmed', removed, first: found.first };
  }

  readCorrelated(query: CorrelationQuery): Promise<readonly CorrelatedEvent[]> {
    return readSound(query, (one) => this.#readCorrelated(one));
  }

  async #readCorrelated(query: CorrelationQuery): Promise<readonly StoredCorrelated[]> {
    const { tenant, correlationId, after, limit } = query;
    const found = this.#streams
      .of(tenant)
      .flatMap((stream) =>
        stream.events
          .filter((event) => event.correlationId === correlationId)
          .map((event) => ({ stream, event, at: event.at, position: event.position })),
      )
      .map((one) => ({ ...one, place: { at: one.at, stream: one.stream.name, position: one.position } }))
      .filter(({ place }) => after === undefined || compareCorrelated(place, after) > 0)
      .sort((a, b) => compareCorrelated(a.place, b.place));
    return cutToPage(found, limit).map(({ stream, event, place }) => ({
      place,
      incarnation: stream.incarnation,
      read: () => readUnlessBroken(stream.name, event, this.#blobs),
    }));
  }

  #forget(owners: readonly string[]): void {
    for (const owner of owners) this.#pieces.forget(owner);
  }

  async watch(tenant: string, stream: string, listener: () => void): Promise<() => Promise<void>> {
    const key = toKey(tenant, stream);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return async () => void listeners.delete(listener);
  }
}

const toKey = (tenant: string, stream: string): string => JSON.stringify([tenant, stream]);

const matches = (event: KeptEvent, { type, correlationId }: EventQuery): boolean =>
  (type === undefined || event.type === type) &&
  (correlationId === undefined || event.correlationId === correlationId);

/** Returns the first `limit` elements, or fewer: the page ends with the element that fills it. */
function cutToPage<T extends { readonly event: KeptEvent }>(
  found: readonly T[],
  limit: number,
): readonly T[] {
  let bytes = 0;
  const end = found.findIndex(({ event }, i) => {
    if (i >= limit || bytes >= STREAM_LIMITS.pageBytes) return true;
    bytes += event.size;
    return false;
  });
  return end < 0 ? found : found.slice(0, end);
}
