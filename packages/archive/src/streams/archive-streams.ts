import { isDeepStrictEqual } from 'node:util';
import type { ObjectStore } from '@ag06/objects';
import {
  type EventPage,
  passBroken,
  STREAM_LIMITS,
  type Store,
  type StreamEvent,
  type StreamSummary,
} from '@ag06/store';
import type { Ledger } from '../catalogue/ledger.ts';
import { ArchiveError, brokenSegment } from '../segment/archive-error.ts';
import { findNeeded } from './find-needed.ts';
import type { KnownStreamSegment, StreamArchive } from './stream-archive.ts';
import { checkStreamSegment, StreamSegmentWriter } from './stream-segment.ts';
import {
  createStreamSegmentKey,
  DELETION_MARKS,
  parseMarkKey,
  prefixOf,
  type StreamName,
} from './stream-segment-key.ts';

/** The moments between the steps, at which tests let the process die. */
export type EventsPoint =
  | 'events.before-put'
  | 'events.after-put'
  | 'events.after-check'
  | 'events.after-trim';

interface StreamWorkParts {
  readonly store: Pick<Store, 'events' | 'groups' | 'runs'>;
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly archive: StreamArchive;
  readonly pass: (point: EventsPoint) => void;
  /** Whether this process is still the one that archives. Asked between any two steps that take long. */
  readonly isHolder: () => Promise<boolean>;
}

/** A segment ends behind so many events, or so many bytes. */
const SEGMENT_EVENTS = 20_000;
const SEGMENT_BYTES = 8 * 1024 * 1024;
/** How long a process that was taken for dead may still put events of a deleted stream. */
const MARK_KEPT_MS = 3600_000;

/**
 * Takes old events of streams into the archive. Events never change, and a key names what it holds, so a process that was
 * taken for dead can only write what is right.
 *
 * 1. Events that all groups have settled become a segment in memory.
 * 2. It is put, read back, and checked by its hash.
 * 3. The store removes them, unless a group needs them again.
 *
 * A process that dies before the last step leaves events in both. Whoever follows compares them, and removes them then.
 */
export class StreamWork {
  readonly #parts: StreamWorkParts;

  constructor(parts: StreamWorkParts) {
    this.#parts = parts;
  }

  /**
   * Archives events of a stream from before a time, as many as one segment takes. Returns how many left the store;
   * undefined if another process archives now. Throws ARCHIVE_DIFFERS if the archive is not there any more: in the folder of
   * a disk that was unmounted, events would be written and read back, and lost.
   */
  async archive(
    tenant: string,
    { stream, incarnation, first, last }: StreamSummary,
    olderThan: number,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    const { archive, ledger, isHolder } = this.#parts;
    if (first === undefined || first.at >= olderThan) return 0;
    const end = Math.min(await findNeeded(this.#parts.store.groups, tenant, stream), last.position + 1);
    if (end <= first.position) return 0;
    if (!(await ledger.claim())) return undefined;
    await ledger.confirm(await ledger.load());
    const name = await archive.nameOf(tenant, stream, incarnation);
    const known = (await archive.list(name)).filter((one) => one.last.position >= first.position);
    const range = { from: first.position, end, olderThan };
    const both = known.length > 0 ? await this.#compare(name, range, known) : range.from - 1;
    if (both === undefined) return undefined;
    const archived = both < range.from ? await this.#write(name, range, signal) : both;
    if (archived === undefined || !(await isHolder())) return undefined;
    if (archived < first.position) return 0;
    await ledger.confirm(await ledger.load());
    return this.#trim(name, archived + 1);
  }

  /**
   * Deletes what the archive has of streams that were deleted. Takes at most `steps` objects; returns how many it took. Marks
   * of another store stay: only that one knows whether its stream was deleted. Throws ARCHIVE_DIFFERS.
   */
  async finishDeletions(steps: number): Promise<number> {
    const { objects, store, ledger, archive } = this.#parts;
    await ledger.confirm(await ledger.load());
    const own = await archive.loadStore();
    const now = await store.runs.now();
    let left = steps;
    for await (const { key } of objects.list(DELETION_MARKS)) {
      const mark = parseMarkKey(key);
      if (mark?.store !== own) continue;
      const live = await this.#findLive(mark);
      if (live === 'unreadable') continue;
      if (live !== mark.incarnation)
        for await (const segment of objects.list(prefixOf(mark))) {
          if (left-- <= 0) return steps;
          await objects.delete(segment.key);
        }
      if (now - mark.at > MARK_KEPT_MS) await objects.delete(key);
    }
    return steps - left;
  }

  /** The incarnation that the store has. */
  async #findLive({ tenant, stream }: StreamName): Promise<number | 'unreadable' | undefined> {
    try {
      return (await this.#parts.store.events.describe(tenant, stream))?.incarnation;
    } catch (error) {
      passBroken(error);
      return 'unreadable';
    }
  }

  /** Writes a segment, and reads it back. Returns its last position. */
  async #write(name: StreamName, range: Range, signal?: AbortSignal): Promise<number | undefined> {
    const { objects, archive, pass, isHolder } = this.#parts;
    const writer = new StreamSegmentWriter(name);
    for await (const events of this.#read(name, range)) {
      signal?.throwIfAborted();
      if (!(await isHolder())) return undefined;
      for (const event of events) await writer.add(event);
      const count = (writer.last?.position ?? 0) + 1 - range.from;
      if (count >= SEGMENT_EVENTS || writer.bytes >= SEGMENT_BYTES) break;
    }
    const { first, last } = writer;
    if (first === undefined || last === undefined) return range.from - 1;
    const bytes = await writer.finish();
    const key = createStreamSegmentKey(name, first, last, bytes);
    pass('events.before-put');
    await objects.put(key, bytes);
    pass('events.after-put');
    if ((await checkStreamSegment(objects, { key, first, last })) === undefined)
      throw brokenSegment(key, 'it was put, and does not exist');
    pass('events.after-check');
    archive.forget(prefixOf(name));
    return last.position;
  }

  /**
   * Compares events that are in the archive and in the store: of a process that died before it removed them. Returns the
   * last one that is in both.
   */
  async #compare(
    name: StreamName,
    range: Range,
    known: readonly KnownStreamSegment[],
  ): Promise<number | undefined> {
    const { objects, archive, pass, isHolder } = this.#parts;
    for (const segment of known) await checkStreamSegment(objects, segment);
    let position = range.from - 1;
    for await (const events of this.#read(name, range)) {
      if (!(await isHolder())) return undefined;
      const both = await this.#countEqual(name, events);
      position += both;
      if (both < events.length) break;
    }
    pass('events.after-check');
    archive.forget(prefixOf(name));
    return position;
  }

  /** How many of the first of these events the archive has. Throws ARCHIVE_DIFFERS if it has others in their place. */
  async #countEqual(name: StreamName, events: readonly StreamEvent[]): Promise<number> {
    const { tenant, stream } = name;
    let count = 0;
    while (count < events.length) {
      const after = (events[count]?.position ?? 0) - 1;
      const query = { tenant, stream, after, limit: STREAM_LIMITS.pageEvents };
      const page = await this.#parts.archive.read(name, query, after + 1 + events.length - count);
      if (page.events[0]?.position !== after + 1) break;
      for (const archived of page.events) {
        if (!isDeepStrictEqual(withoutUndefined(events[count]), archived)) throw differs(name, archived);
        count++;
      }
    }
    return count;
  }

  /** What became of a stream that was deleted meanwhile is said by its mark. */
  async #trim({ tenant, stream, incarnation }: StreamName, before: number): Promise<number> {
    const { store, pass } = this.#parts;
    const answer = await store.events.trim({ tenant, stream, before, evenUnread: false, incarnation });
    pass('events.after-trim');
    return answer.result === 'trimmed' ? answer.removed : 0;
  }

  /** Pages of the events of a range, without gaps. Ends where the stream was deleted. */
  async *#read(
    { tenant, stream, incarnation }: StreamName,
    { from, end, olderThan }: Range,
  ): AsyncIterable<readonly StreamEvent[]> {
    for (let after = from - 1; after < end - 1; ) {
      const limit = Math.min(STREAM_LIMITS.pageEvents, end - 1 - after);
      const page: EventPage = await this.#parts.store.events.read({
        tenant,
        stream,
        incarnation,
        after,
        to: olderThan,
        limit,
      });
      if (page.result !== 'page' || page.first > after + 1 || page.events.length === 0) return;
      yield page.events;
      after = page.events.at(-1)?.position ?? end;
    }
  }
}

interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly end: number;
  readonly olderThan: number;
}

const withoutUndefined = (event: StreamEvent | undefined): unknown =>
  event && Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));

const differs = ({ stream }: StreamName, { position }: StreamEvent): ArchiveError =>
  new ArchiveError(
    'ARCHIVE_DIFFERS',
    `The archive has another event ${position} of the stream ${stream} than the store: the store was set back to an older copy, perhaps. Its events stay where they are. Read both, append what is to stay to another stream, and delete this one.`,
  );
