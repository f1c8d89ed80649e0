import {
  type CorrelatedEvent,
  type CorrelationPosition,
  type CorrelationQuery,
  compareCorrelated,
  type EventStore,
  passBroken,
  type StreamEvent,
  toCorrelationPosition,
} from '@ag06/store';
import { ArchiveError } from '../segment/archive-error.ts';
import { type ArchiveFailure, toArchiveFailure } from '../segment/archive-failure.ts';
import type { KnownStreamSegment, StreamArchive } from './stream-archive.ts';
import { type EventBlock, termOfCorrelation } from './stream-segment.ts';

export interface CorrelatedPage {
  readonly events: readonly CorrelatedEvent[];
  /** All events up to it were read, and the next page begins there; undefined: there are no more. */
  readonly upto: CorrelationPosition | undefined;
  /** Parts of the archive that could not be read: their events are missing. */
  readonly failures: readonly ArchiveFailure[];
}

/** What one page reads of the archive: filters that are not in memory, and blocks. */
const LOOKS_MAX = 64;
/** What it may read before that, to come past the moment at which it begins. */
const ENTRY_LOOKS_MAX = 256;

/** A segment of which a page reads block by block. Of its events before `at` none is left. */
interface Reading {
  readonly one: KnownStreamSegment;
  readonly blocks: readonly EventBlock[];
  readonly next: number;
  readonly at: number;
}

/**
 * One page of the archived events of all streams under a correlation id. Segments whose filter does not know the id are
 * passed over; of the others it reads a block of that one which is behind all others in time. So all of them get on
 * together, and the page ends where its looks are used up: then `upto` is the last moment of which everything is known.
 */
export class CorrelationSearch {
  readonly #events: Pick<EventStore, 'describe'>;
  readonly #archive: StreamArchive;
  readonly #query: CorrelationQuery;
  readonly #end: CorrelationPosition | undefined;
  readonly #since: number;
  readonly #found: CorrelatedEvent[] = [];
  readonly #failures: ArchiveFailure[] = [];
  readonly #incarnations = new Map<string, Promise<number | undefined>>();
  #looks = 0;
  /** How many of them it took to come past the moment at which the page begins. */
  #entryLooks: number | undefined;
  /** Events from this time on were not all read. */
  #knownBefore = Number.POSITIVE_INFINITY;

  /** `end`: no event behind it is wanted. */
  constructor(
    events: Pick<EventStore, 'describe'>,
    archive: StreamArchive,
    query: CorrelationQuery,
    end: CorrelationPosition | undefined,
  ) {
    this.#events = events;
    this.#archive = archive;
    this.#query = query;
    this.#end = end;
    this.#since = query.after?.at ?? Number.NEGATIVE_INFINITY;
  }

  /** Throws what keeps the archive as a whole from being read, and `SegmentGone` if it has to be listed again. */
  async read(): Promise<CorrelatedPage> {
    const { limit } = this.#query;
    await this.#readSegments(await this.#list());
    const isStuck = this.#knownBefore <= this.#since;
    if (isStuck) this.#failures.push(TOO_MANY);
    const isAll = isStuck || this.#knownBefore === Number.POSITIVE_INFINITY;
    const found = this.#found
      .filter(({ event }) => isAll || event.at < this.#knownBefore)
      .sort((a, b) => compareCorrelated(toCorrelationPosition(a), toCorrelationPosition(b)));
    const events = found.slice(0, limit);
    const cut = found.length >= limit ? events.at(-1) : undefined;
    const upto = cut === undefined ? this.#knownUpto(isAll) : toCorrelationPosition(cut);
    return { events, upto, failures: this.#failures };
  }

  #knownUpto(isAll: boolean): CorrelationPosition | undefined {
    const paused = { at: this.#knownBefore, stream: '', position: 0 };
    const isKnown = isAll || (this.#end !== undefined && compareCorrelated(this.#end, paused) < 0);
    return isKnown ? this.#end : paused;
  }

  /** Segments that may have events of the range, by the time of their first event. */
  async #list(): Promise<readonly KnownStreamSegment[]> {
    const found: KnownStreamSegment[] = [];
    for await (const one of this.#archive.listOwn(this.#query.tenant)) {
      const isBehind = this.#end !== undefined && one.first.at > this.#end.at;
      if (one.last.at >= this.#since && !isBehind) found.push(one);
    }
    return found.sort((a, b) => a.first.at - b.first.at);
  }

  /** They are sorted by the time of their first event. */
  async #readSegments(segments: readonly KnownStreamSegment[]): Promise<void> {
    const opened: Reading[] = [];
    for (let next = 0; ; ) {
      const reading = opened[0];
      const one = segments[next];
      const isBehind = one !== undefined && (reading === undefined || one.first.at <= reading.at);
      const at = isBehind ? Math.max(one.first.at, this.#since) : reading?.at;
      if (at === undefined || this.#isEnough(at)) return;
      if (at > this.#since) this.#entryLooks ??= this.#looks;
      if (this.#looks >= (this.#entryLooks === undefined ? ENTRY_LOOKS_MAX : this.#entryLooks + LOOKS_MAX)) {
        this.#knownBefore = at;
        return;
      }
      const read = isBehind ? await this.#open(one) : reading && (await this.#readNext(reading));
      if (isBehind) next++;
      else opened.shift();
      if (read !== undefined) insert(opened, read);
    }
  }

  /** Whether the page is full of events that are earlier than all that begins at this time. */
  #isEnough(at: number): boolean {
    if (this.#found.length < this.#query.limit) return false;
    return this.#found.filter(({ event }) => event.at < at).length >= this.#query.limit;
  }

  /** Returns undefined for a segment without an event that is wanted. */
  async #open(one: KnownStreamSegment): Promise<Reading | undefined> {
    return this.#unlessDamaged(async () => {
      const mayMatch = await this.#archive.mayHave(one, termOfCorrelation(this.#query.correlationId), () => {
        this.#looks++;
      });
      if (!mayMatch || (await this.#liveIncarnation(one.stream)) !== one.incarnation) return undefined;
      const blocks = await one.segment.blocks();
      return {
        one,
        blocks,
        next: await this.#findBlock(one, blocks),
        at: Math.max(one.first.at, this.#since),
      };
    });
  }

  /** Returns undefined behind the last block that is wanted. */
  async #readNext({ one, blocks, next }: Reading): Promise<Reading | undefined> {
    return this.#unlessDamaged(async () => {
      const block = blocks[next];
      const events = block === undefined ? [] : await this.#readBlock(one, block);
      for (const event of events) this.#take(one, event);
      const at = Math.max(events.at(-1)?.at ?? one.last.at, this.#since);
      const isOver = next + 1 >= blocks.length || (this.#end !== undefined && at > this.#end.at);
      return isOver ? undefined : { one, blocks, next: next + 1, at };
    });
  }

  /** What is damaged is named, and passed over. */
  async #unlessDamaged<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      const failure = error instanceof ArchiveError ? toArchiveFailure(error) : undefined;
      if (failure === undefined) throw error;
      this.#failures.push(failure);
      return undefined;
    }
  }

  /** The block with which events from the beginning of the page on begin. */
  async #findBlock(one: KnownStreamSegment, blocks: readonly EventBlock[]): Promise<number> {
    if (one.first.at >= this.#since) return 0;
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const block = blocks[middle];
      const [first] = block === undefined ? [] : await this.#readBlock(one, block);
      if (first !== undefined && first.at < this.#since) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #readBlock({ segment }: KnownStreamSegment, block: EventBlock): Promise<readonly StreamEvent[]> {
    this.#looks++;
    return segment.read(block);
  }

  #take({ stream, incarnation }: KnownStreamSegment, event: StreamEvent): void {
    const { correlationId, after } = this.#query;
    if (event.correlationId !== correlationId) return;
    const found: CorrelatedEvent = { stream, incarnation, event };
    const position = toCorrelationPosition(found);
    if (after !== undefined && compareCorrelated(position, after) <= 0) return;
    if (this.#end !== undefined && compareCorrelated(position, this.#end) > 0) return;
    this.#found.push(found);
  }

  #liveIncarnation(stream: string): Promise<number | undefined> {
    const known = this.#incarnations.get(stream);
    if (known !== undefined) return known;
    const asked = this.#events
      .describe(this.#query.tenant, stream)
      .then((one) => one?.incarnation)
      .catch(passBroken);
    this.#incarnations.set(stream, asked);
    return asked;
  }
}

const TOO_MANY: ArchiveFailure = {
  code: 'ARCHIVE_LEFT_OUT',
  message:
    'At one moment, more segments of the archive have events under this id than one page reads: from there on some are left out. Read the streams one by one with their correlationId filter.',
};

/** Keeps them in the order of their times. */
function insert(opened: Reading[], reading: Reading): void {
  const place = opened.findIndex(({ at }) => at > reading.at);
  opened.splice(place < 0 ? opened.length : place, 0, reading);
}
