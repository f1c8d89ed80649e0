import { isDeepStrictEqual } from 'node:util';
import type { ObjectStore } from '@ag06/objects';
import { passBroken, type Store } from '@ag06/store';
import type { Ledger } from '../catalogue/ledger.ts';
import { ArchiveError, brokenSegment } from '../segment/archive-error.ts';
import { SegmentGone } from '../segment/segment.ts';
import { findNeeded } from './find-needed.ts';
import type { KnownStreamSegment, StreamArchive } from './stream-archive.ts';
import { checkStreamSegment, type StreamSegment, StreamSegmentWriter } from './stream-segment.ts';
import {
  createOrphanKey,
  createStreamSegmentKey,
  ORPHANS,
  parseOrphanKey,
  prefixOf,
  type StreamName,
} from './stream-segment-key.ts';

/** The moments between the steps, at which tests let the process die. */
export type StreamUpkeepPoint =
  | 'merge.before-put'
  | 'merge.after-put'
  | 'merge.after-check'
  | 'upkeep.amid-removal';

interface StreamUpkeepParts {
  readonly store: Pick<Store, 'events' | 'groups' | 'runs'>;
  readonly objects: ObjectStore;
  readonly ledger: Pick<Ledger, 'load' | 'confirm'>;
  readonly archive: StreamArchive;
  /** How long events stay in the archive, from their append; undefined: for ever. */
  readonly keptMs: number | undefined;
  readonly pass?: (point: StreamUpkeepPoint) => void;
  /** Whether this process is still the one that archives. */
  readonly isHolder: () => Promise<boolean>;
  /** Called for a stream that is passed over, because a segment of it cannot be read. */
  readonly onBroken: (stream: string, error: ArchiveError) => void;
}

/** What one merged segment takes at most, and which ones are small: any two of them fit. */
const MERGED_EVENTS = 20_000;
const MERGED_BYTES = 8 * 1024 * 1024;
const SMALL_EVENTS = MERGED_EVENTS / 2;
const SMALL_BYTES = MERGED_BYTES / 2;
/** So many small segments that follow each other are merged. */
const MERGED_AT = 16;
/** A merged segment is pruned as a whole, so it covers so much of the retention at most. */
const SPAN_SHARE = 0.1;
/** For how long the events of a stream that the store does not know are kept. */
const ORPHANED_MS = 7 * 24 * 3600_000;

/**
 * Looks after archived events. Every step may be interrupted and repeated, and is right also in a process that was taken
 * for dead:
 *
 * - Segments whose events were all kept long enough are removed, the oldest first, unless a group still needs some.
 * - Small segments that follow each other become one, which is put and read back before they are removed. Until then their
 *   events are in both, as after any crash.
 * - A segment whose events are all in another one is removed, once these were compared event by event.
 * - Events of an incarnation that this store does not have, and nobody marked as deleted, are removed when they have been
 *   found so for a week: a store that is set up again from a backup in between has them back. Those of other stores stay.
 */
export class StreamUpkeep {
  readonly #parts: StreamUpkeepParts;

  constructor(parts: StreamUpkeepParts) {
    this.#parts = parts;
  }

  /** Takes at most `steps` steps. Returns how many it took; undefined if another process archives now. */
  async look(tenant: string, steps: number, signal?: AbortSignal): Promise<number | undefined> {
    const { archive, ledger, store, isHolder } = this.#parts;
    await ledger.confirm(await ledger.load());
    const now = await store.runs.now();
    const marks = await this.#listOrphanMarks();
    const seen = new Set<string>();
    let taken = 0;
    for await (const segments of byStream(archive.listOwn(tenant))) {
      signal?.throwIfAborted();
      const [first] = segments;
      if (first === undefined || taken >= steps) return taken;
      if (!(await isHolder())) return undefined;
      seen.add(prefixOf(first));
      taken += await this.#guard(first, () => this.#lookAt(segments, now, marks.get(prefixOf(first))));
    }
    // Their streams are gone from the archive.
    for (const [prefix, { key }] of marks) if (!seen.has(prefix)) await this.#parts.objects.delete(key);
    return taken;
  }

  /** Another stream is not held up by what is broken in one. */
  async #guard({ stream }: StreamName, act: () => Promise<number>): Promise<number> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof SegmentGone) return 1;
      if (error instanceof ArchiveError) this.#parts.onBroken(stream, error);
      else passBroken(error);
      return 0;
    }
  }

  /** One stream takes few steps at a time, so that each has its turn. */
  async #lookAt(
    segments: readonly KnownStreamSegment[],
    now: number,
    mark: OrphanMark | undefined,
  ): Promise<number> {
    const [first] = segments;
    if (first === undefined) return 0;
    const live = await this.#parts.store.events.describe(first.tenant, first.stream);
    if (live?.incarnation !== first.incarnation) return this.#lookAtOrphan(segments, now, mark);
    if (mark !== undefined) await this.#parts.objects.delete(mark.key);
    const firstKept = live.first?.position ?? live.last.position + 1;
    return (
      (await this.#prune(segments, firstKept, now)) ||
      (await this.#removeCovered(segments)) ||
      this.#merge(segments)
    );
  }

  async #lookAtOrphan(
    segments: readonly KnownStreamSegment[],
    now: number,
    mark: OrphanMark | undefined,
  ): Promise<number> {
    const { objects } = this.#parts;
    const [first] = segments;
    if (first === undefined) return 0;
    if (mark === undefined) {
      await objects.put(createOrphanKey(first, now), Buffer.from('{}'));
      return 1;
    }
    if (now - mark.at < ORPHANED_MS) return 0;
    await this.#remove(segments);
    await objects.delete(mark.key);
    return segments.length;
  }

  /** Those of the store are pruned once they have left it. */
  async #prune(segments: readonly KnownStreamSegment[], firstKept: number, now: number): Promise<number> {
    const { keptMs } = this.#parts;
    if (keptMs === undefined) return 0;
    const old = segments.filter(({ last }) => last.position < firstKept && now - last.at >= keptMs);
    const [first] = old;
    if (first === undefined) return 0;
    const needed = await findNeeded(this.#parts.store.groups, first.tenant, first.stream);
    const due = old.filter(({ last }) => last.position < needed);
    await this.#remove(due);
    return due.length;
  }

  /** Removes segments whose events another one has. */
  async #removeCovered(segments: readonly KnownStreamSegment[]): Promise<number> {
    for (const one of segments) {
      const cover = segments.find((other) => covers(other, one));
      if (cover === undefined) continue;
      const covered = segments.filter((other) => other !== cover && covers(cover, other));
      await this.#compare(cover, covered);
      await this.#remove(covered);
      return covered.length;
    }
    return 0;
  }

  /** Throws ARCHIVE_DIFFERS if a segment has other events than the one that covers it. */
  async #compare(cover: KnownStreamSegment, covered: readonly KnownStreamSegment[]): Promise<void> {
    const whole = await this.#load(cover);
    for (const one of covered) {
      const others = whole.events(one.first.position)[Symbol.asyncIterator]();
      for await (const event of (await this.#load(one)).events()) {
        const { value: other } = await others.next();
        if (!isDeepStrictEqual(other, event)) throw differ(one, event.position);
      }
    }
  }

  async #merge(segments: readonly KnownStreamSegment[]): Promise<number> {
    const { keptMs = Number.POSITIVE_INFINITY } = this.#parts;
    const run = findSmallRun(segments, keptMs * SPAN_SHARE);
    const [first] = run;
    if (first === undefined || run.length < MERGED_AT) return 0;
    const { objects, archive, pass, isHolder } = this.#parts;
    const writer = new StreamSegmentWriter(first);
    for (const one of run)
      for await (const event of (await this.#load(one)).events())
        if (event.position > (writer.last?.position ?? 0)) await writer.add(event);
    const last = writer.last;
    if (writer.first === undefined || last === undefined || !(await isHolder())) return 0;
    const bytes = await writer.finish();
    const key = createStreamSegmentKey(first, writer.first, last, bytes);
    pass?.('merge.before-put');
    await objects.put(key, bytes);
    pass?.('merge.after-put');
    if ((await checkStreamSegment(objects, { key, first: writer.first, last })) === undefined)
      throw brokenSegment(key, 'it was put, and does not exist');
    pass?.('merge.after-check');
    archive.forget(key);
    await this.#remove(run.filter((one) => one.key !== key));
    return run.length;
  }

  /** A segment that is whole. Throws `SegmentGone` and ARCHIVE_SEGMENT_BROKEN. */
  async #load(one: KnownStreamSegment): Promise<StreamSegment> {
    const segment = await checkStreamSegment(this.#parts.objects, one);
    if (segment === undefined) throw new SegmentGone(one.key);
    return segment;
  }

  async #remove(segments: readonly KnownStreamSegment[]): Promise<void> {
    const { objects, archive, pass } = this.#parts;
    for (const { key } of segments) {
      await objects.delete(key);
      archive.forget(key);
      pass?.('upkeep.amid-removal');
    }
  }

  async #listOrphanMarks(): Promise<ReadonlyMap<string, OrphanMark>> {
    const marks = new Map<string, OrphanMark>();
    for await (const { key } of this.#parts.objects.list(ORPHANS)) {
      const mark = parseOrphanKey(key);
      // The first of several is the oldest.
      if (mark !== undefined && !marks.has(prefixOf(mark))) marks.set(prefixOf(mark), { key, at: mark.at });
    }
    return marks;
  }
}

interface OrphanMark {
  readonly key: string;
  readonly at: number;
}

const countOf = ({ first, last }: KnownStreamSegment): number => last.position - first.position + 1;

/** Whether `a` has all events of `b`. Of two with the same range, the one with the lesser key stays. */
function covers(a: KnownStreamSegment, b: KnownStreamSegment): boolean {
  if (a === b || a.first.position > b.first.position || a.last.position < b.last.position) return false;
  return countOf(a) > countOf(b) || a.key < b.key;
}

/** The first small segments that follow each other without a gap, as many as become one. */
function findSmallRun(
  segments: readonly KnownStreamSegment[],
  spanMs: number,
): readonly KnownStreamSegment[] {
  let run: KnownStreamSegment[] = [];
  let bytes = 0;
  for (const one of segments) {
    const isSmall = countOf(one) < SMALL_EVENTS && one.bytes < SMALL_BYTES;
    const [first] = run;
    const follows = first === undefined || one.first.position <= (run.at(-1)?.last.position ?? 0) + 1;
    const events = one.last.position - (first ?? one).first.position + 1;
    const isLong = one.last.at - (first ?? one).first.at > spanMs;
    const isFull = events > MERGED_EVENTS || bytes + one.bytes > MERGED_BYTES || isLong;
    if (isSmall && follows && !isFull) {
      run.push(one);
      bytes += one.bytes;
    } else {
      if (run.length >= MERGED_AT) return run;
      run = isSmall ? [one] : [];
      bytes = isSmall ? one.bytes : 0;
    }
  }
  return run.length >= MERGED_AT ? run : [];
}

/** The segments of one incarnation after the other, each in the order of its events. */
async function* byStream(
  segments: AsyncIterable<KnownStreamSegment>,
): AsyncIterable<readonly KnownStreamSegment[]> {
  let some: KnownStreamSegment[] = [];
  for await (const one of segments) {
    const [first] = some;
    if (first !== undefined && prefixOf(first) !== prefixOf(one)) {
      yield some;
      some = [];
    }
    some.push(one);
  }
  if (some.length > 0) yield some;
}

const differ = ({ key, stream }: KnownStreamSegment, position: number): ArchiveError =>
  new ArchiveError(
    'ARCHIVE_DIFFERS',
    `Two segments of the archive have different events ${position} of the stream ${stream}: the store was set back to an older copy, perhaps. Both stay. Delete the object ${key} if the other one is right.`,
  );
