import {
  type CorrelatedEvent,
  type CorrelationPosition,
  type CorrelationQuery,
  compareCorrelated,
  type EventStore,
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

/**
 * One page of the archived events of all streams under a correlation id. Segments are visited by the time of their first
 * event, those whose filter does not know the id are passed over, and the page ends where its looks are used up: then
 * `upto` is the last moment of which everything is known.
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
    for (const one of await this.#list()) {
      if (this.#isEnough(one.first.at)) break;
      if (this.#looks >= LOOKS_MAX) {
        this.#stopAt(one.first.at);
        break;
      }
      await this.#readSegment(one);
    }
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

  /** Whether the page is full of events that are earlier than all that begins at this time. */
  #isEnough(at: number): boolean {
    if (at >= this.#knownBefore) return true;
    if (this.#found.length < this.#query.limit) return false;
    return this.#found.filter(({ event }) => event.at < at).length >= this.#query.limit;
  }

  #stopAt(at: number): void {
    this.#knownBefore = Math.min(this.#knownBefore, at);
  }

  async #readSegment(one: KnownStreamSegment): Promise<void> {
    try {
      const mayMatch = await this.#archive.mayHave(one, termOfCorrelation(this.#query.correlationId), () => {
        this.#looks++;
      });
      if (!mayMatch || (await this.#liveIncarnation(one.stream)) !== one.incarnation) return;
      await this.#readBlocks(one);
    } catch (error) {
      const failure = error instanceof ArchiveError ? toArchiveFailure(error) : undefined;
      if (failure === undefined) throw error;
      this.#failures.push(failure);
    }
  }

  async #readBlocks(one: KnownStreamSegment): Promise<void> {
    const blocks = await one.segment.blocks();
    let count = 0;
    for (let i = await this.#findBlock(one, blocks); i < blocks.length; i++) {
      const block = blocks[i];
      if (block === undefined || count >= this.#query.limit) return;
      const events = await this.#readBlock(one, block);
      for (const event of events) if (this.#take(one, event)) count++;
      const at = events.at(-1)?.at ?? one.last.at;
      if (at >= this.#knownBefore || (this.#end !== undefined && at > this.#end.at)) return;
      if (this.#looks >= LOOKS_MAX && i < blocks.length - 1) return this.#stopAt(at);
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

  #take({ stream, incarnation }: KnownStreamSegment, event: StreamEvent): boolean {
    const { correlationId, after } = this.#query;
    if (event.correlationId !== correlationId) return false;
    const found: CorrelatedEvent = { stream, incarnation, event };
    const position = toCorrelationPosition(found);
    if (after !== undefined && compareCorrelated(position, after) <= 0) return false;
    if (this.#end !== undefined && compareCorrelated(position, this.#end) > 0) return false;
    this.#found.push(found);
    return true;
  }

  #liveIncarnation(stream: string): Promise<number | undefined> {
    const known = this.#incarnations.get(stream);
    if (known !== undefined) return known;
    const asked = this.#events.describe(this.#query.tenant, stream).then((one) => one?.incarnation);
    this.#incarnations.set(stream, asked);
    return asked;
  }
}

const TOO_MANY: ArchiveFailure = {
  code: 'ARCHIVE_LEFT_OUT',
  message:
    'More segments of the archive than one page reads may have events of this moment: some are left out. Ask again, or read the streams one by one with their correlationId filter.',
};
