import type { ObjectStore } from '@ag06/objects';
import { type EventQuery, STREAM_LIMITS, type StreamEvent } from '@ag06/store';
import { LRUCache } from 'lru-cache';
import type { Ledger } from '../catalogue/ledger.ts';
import { sha256 } from '../segment/segment-format.ts';
import type { TermFilter } from '../segment/term-filter.ts';
import { lacksSome } from './lacks-some.ts';
import { StreamSegment, termOfCorrelation, termOfType } from './stream-segment.ts';
import {
  createMarkKey,
  type EventPlace,
  parseStreamSegmentKey,
  prefixOf,
  prefixOfTenant,
  STREAMS,
  type StreamName,
  type StreamSegmentAbout,
} from './stream-segment-key.ts';

export interface KnownStreamSegment extends StreamSegmentAbout {
  readonly bytes: number;
  readonly segment: StreamSegment;
}

/** Events of the archive that match, as a page of the store has them. */
interface ArchivedEvents {
  readonly events: readonly StreamEvent[];
  /** All matching events up to it have been read. */
  readonly upto: number;
  /** Whether no later event can match. */
  readonly isOver: boolean;
}

/** What one page reads of the archive: blocks and filters, matching or not. */
const LOOKS_MAX = 32;
/** Filters that are in memory for reads over all streams, in bytes; and segments that have been read for one. */
const FILTER_BYTES = 32 * 1024 * 1024;
const READ_MAX = 100;
/** Streams whose segments are remembered. */
const KNOWN_MAX = 200;

/**
 * The events of streams that left the store. Their objects are the catalogue: keys name stream and positions. An event
 * may be in several objects after a crash; it is the same in each.
 */
export class StreamArchive {
  readonly #objects: ObjectStore;
  readonly #ledger: Pick<Ledger, 'load' | 'confirm'>;
  readonly #loadSecret: () => Promise<string>;
  readonly #known = new Map<string, readonly KnownStreamSegment[]>();
  readonly #filters = new LRUCache<string, TermFilter>({
    maxSize: FILTER_BYTES,
    sizeCalculation: ({ bytes }, key) => bytes.length + key.length,
  });
  readonly #read = new LRUCache<string, StreamSegment>({ max: READ_MAX });
  #store: string | undefined;

  /** `loadSecret`: of the store, by which its streams are told from those of another. */
  constructor(
    objects: ObjectStore,
    ledger: Pick<Ledger, 'load' | 'confirm'>,
    loadSecret: () => Promise<string>,
  ) {
    this.#objects = objects;
    this.#ledger = ledger;
    this.#loadSecret = loadSecret;
  }

  async nameOf(tenant: string, stream: string, incarnation: number): Promise<StreamName> {
    return { store: await this.loadStore(), tenant, stream, incarnation };
  }

  /** By which its streams are told from those of other stores. */
  async loadStore(): Promise<string> {
    this.#store ??= toStoreName(await this.#loadSecret());
    return this.#store;
  }

  /** Lists the segments of a stream in order. Throws ARCHIVE_DIFFERS if this is not the fleet's archive. */
  async list(name: StreamName): Promise<readonly KnownStreamSegment[]> {
    await this.#ledger.load();
    const prefix = prefixOf(name);
    const known = this.#known.get(prefix) ?? [];
    let found = await this.#listOnce(prefix, known);
    // While it was made, a merge may have removed what was to be listed next. Another list has it as a part of a larger one.
    if (lacksSome(found, known)) found = await this.#listOnce(prefix, known);
    this.#remember(prefix, found);
    return found;
  }

  async #listOnce(
    prefix: string,
    known: readonly KnownStreamSegment[],
  ): Promise<readonly KnownStreamSegment[]> {
    const byKey = new Map(known.map((one) => [one.key, one]));
    const found: KnownStreamSegment[] = [];
    for await (const { key, bytes } of this.#objects.list(prefix)) {
      const about = parseStreamSegmentKey(key);
      if (about === undefined) continue;
      found.push(byKey.get(key) ?? { ...about, bytes, segment: StreamSegment.at(this.#objects, key, bytes) });
    }
    return found;
  }

  /** Lists the segments of a stream anew. Throws ARCHIVE_DIFFERS also if the archive is not there any more. */
  async lookAgain(name: StreamName): Promise<readonly KnownStreamSegment[]> {
    await this.confirm();
    return this.list(name);
  }

  /** Throws ARCHIVE_DIFFERS if the archive is not there any more. */
  async confirm(): Promise<void> {
    await this.#ledger.confirm(await this.#ledger.load());
  }

  /** Lists the segments of all streams of a tenant of this store, or of one of them. Throws ARCHIVE_DIFFERS as `list`. */
  async *listOwn(tenant: string, stream?: string): AsyncIterable<KnownStreamSegment> {
    await this.#ledger.load();
    const store = await this.loadStore();
    for await (const { key, bytes } of this.#objects.list(prefixOfTenant(tenant, stream))) {
      const about = parseStreamSegmentKey(key);
      if (about?.store !== store) continue;
      const segment = this.#read.get(key) ?? StreamSegment.at(this.#objects, key, bytes);
      yield { ...about, bytes, segment };
    }
  }

  /** Whether a segment may have an event with this term. `onRead` is called if its filter has to be read. */
  async mayHave({ key, segment }: KnownStreamSegment, term: string, onRead: () => void): Promise<boolean> {
    let filter = this.#filters.get(key);
    if (filter === undefined) {
      onRead();
      filter = await segment.filter();
      this.#filters.set(key, filter);
    }
    const mayHave = filter.mayHave(term);
    if (mayHave) this.#read.set(key, segment);
    return mayHave;
  }

  /** Lists the segments of all streams, or of those of a tenant with this name, from the archive alone. */
  async *listAll(prefix = STREAMS): AsyncIterable<StreamSegmentAbout & { readonly bytes: number }> {
    for await (const { key, bytes } of this.#objects.list(prefix)) {
      const about = parseStreamSegmentKey(key);
      if (about !== undefined) yield { ...about, bytes };
    }
  }

  /** What the archive has of the events before a position; undefined if that is nothing. */
  async describe(name: StreamName, before: number): Promise<ArchivedPart | undefined> {
    const segments = (await this.list(name)).filter(({ first }) => first.position < before);
    const [oldest] = segments;
    if (oldest === undefined) return undefined;
    const newest = segments.reduce((a, b) => (b.last.position > a.last.position ? b : a));
    return {
      first: oldest.first,
      last: { position: Math.min(newest.last.position, before - 1), at: newest.last.at },
      bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  /** Reads events after `query.after` and before a position. */
  async read(name: StreamName, query: EventQuery, before: number): Promise<ArchivedEvents> {
    let segments = this.#known.get(prefixOf(name)) ?? [];
    if (!segments.some(({ last }) => last.position >= before - 1)) segments = await this.list(name);
    const reading = new Reading(query, before);
    for (let found = findNext(segments, reading); found !== undefined; found = findNext(segments, reading)) {
      await reading.readSegment(found);
      if (reading.isFull) break;
    }
    return reading.end();
  }

  /**
   * Notes that a stream is to be deleted, before it is. Its archived events are deleted afterwards. Throws ARCHIVE_DIFFERS if
   * this is not the fleet's archive.
   */
  async markDeleted(name: StreamName, at: number): Promise<void> {
    await this.confirm();
    await this.#objects.put(createMarkKey(name, at), Buffer.from('{}'));
  }

  /** Lists the stream of a segment, or of any key below it, anew next time. */
  forget(key: string): void {
    this.#known.delete(key.slice(0, key.lastIndexOf('/') + 1));
  }

  #remember(prefix: string, segments: readonly KnownStreamSegment[]): void {
    this.#known.delete(prefix);
    this.#known.set(prefix, segments);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KNOWN_MAX) break;
      this.#known.delete(oldest);
    }
  }
}

interface ArchivedPart {
  readonly first: EventPlace;
  readonly last: EventPlace;
  readonly bytes: number;
}

/** The segment with the next position, or the first one behind a gap. The one that reaches farthest if there are several. */
function findNext(
  segments: readonly KnownStreamSegment[],
  { position, before }: Reading,
): KnownStreamSegment | undefined {
  if (position >= before) return undefined;
  let found: KnownStreamSegment | undefined;
  for (const one of segments) {
    if (one.last.position < position || one.first.position >= before) continue;
    if (found !== undefined && one.first.position > Math.max(position, found.first.position)) break;
    if (found === undefined || one.last.position > found.last.position) found = one;
  }
  return found;
}

/** One page as it is read. */
class Reading {
  readonly before: number;
  readonly #query: EventQuery;
  readonly #terms: readonly string[];
  readonly #events: StreamEvent[] = [];
  #bytes = 0;
  #looks = 0;
  /** The next one to read. */
  position: number;
  #isOver = false;

  constructor(query: EventQuery, before: number) {
    this.#query = query;
    this.before = before;
    this.position = query.after + 1;
    this.#terms = [
      ...(query.type === undefined ? [] : [termOfType(query.type)]),
      ...(query.correlationId === undefined ? [] : [termOfCorrelation(query.correlationId)]),
    ];
  }

  get isFull(): boolean {
    const { limit } = this.#query;
    return (
      this.#isOver ||
      this.#events.length >= limit ||
      this.#bytes >= STREAM_LIMITS.pageBytes ||
      this.#looks >= LOOKS_MAX
    );
  }

  async readSegment({ first, last, segment }: KnownStreamSegment): Promise<void> {
    const { from = 0, to = Number.POSITIVE_INFINITY } = this.#query;
    this.position = Math.max(this.position, first.position);
    if (first.at >= to) this.#isOver = true;
    else if (last.at < from || !(await this.#mayMatch(segment))) this.position = last.position + 1;
    else {
      for (const block of await segment.blocks()) {
        if (block.last < this.position) continue;
        if (this.isFull || block.first >= this.before) return;
        this.#looks++;
        for (const event of await segment.read(block)) this.#take(event);
      }
    }
  }

  async #mayMatch(segment: StreamSegment): Promise<boolean> {
    if (this.#terms.length === 0) return true;
    this.#looks++;
    return segment.mayHave(this.#terms);
  }

  #take(event: StreamEvent): void {
    if (event.position < this.position || event.position >= this.before || this.#isTaken) return;
    const { from = 0, to = Number.POSITIVE_INFINITY, type, correlationId } = this.#query;
    if (event.at >= to) {
      this.#isOver = true;
      return;
    }
    this.position = event.position + 1;
    if (event.at < from || (type !== undefined && event.type !== type)) return;
    if (correlationId !== undefined && event.correlationId !== correlationId) return;
    this.#events.push(event);
    this.#bytes += Buffer.byteLength(event.data);
  }

  /** Whether the page takes no more events; the block at hand may have some. */
  get #isTaken(): boolean {
    const isLarge = this.#bytes >= STREAM_LIMITS.pageBytes;
    return this.#isOver || isLarge || this.#events.length >= this.#query.limit;
  }

  end(): ArchivedEvents {
    const upto = this.isFull ? this.position - 1 : this.before - 1;
    return { events: this.#events, upto: Math.max(upto, this.#query.after), isOver: this.#isOver };
  }
}

const toStoreName = (secret: string): string => sha256(Buffer.from(secret)).toString('hex').slice(0, 8);
