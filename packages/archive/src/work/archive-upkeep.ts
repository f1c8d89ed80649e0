import type { Catalogue, KnownSegment } from '../catalogue/catalogue.ts';
import { DamagedSegment } from '../catalogue/damaged-segments.ts';
import type { DirectoryRun } from '../segment/directory.ts';
import { segmentOf } from '../segment/segment.ts';
import type { ArchiveWork } from './archive-work.ts';
import { earliestPruneTime, expiryOf, type KeepPolicy, pruneTimeOf } from './keep-policy.ts';

/** What one merged segment takes at most. */
const MERGED_RUNS = 4_000;
const MERGED_BYTES = 8 * 1024 * 1024;
/**
 * Segments that are smaller in both are merged, once there are so many of them. Any two of them fit, and a merged one that
 * takes no more of them is not small, so each run is merged a few times at most.
 */
const SMALL_RUNS = MERGED_RUNS / 2;
const SMALL_BYTES = MERGED_BYTES / 2;
const MERGED_AT = 16;
/** Segments that are dropped at once. */
const DROPPED_MAX = 100;
/** Segments whose due times one look reads, so that a large archive does not hold up what else takes its turn. */
const DUE_READ_MAX = 200;

interface UpkeepParts {
  readonly work: ArchiveWork;
  readonly catalogue: Catalogue;
  readonly policy: KeepPolicy;
  readonly now: () => Promise<number>;
}

/** Drops runs from the archive that were kept long enough, and merges small segments. */
export class ArchiveUpkeep {
  readonly #parts: UpkeepParts;
  /** When each segment is due; a segment is read once for it. */
  readonly #dueAt = new Map<string, number>();
  /** Those whose due times were read: they keep them. */
  readonly #read = new Set<string>();

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
  }

  /** Prunes segments that are due, or merges some that are small. Returns whether there may be more to do. */
  async look(signal?: AbortSignal): Promise<boolean> {
    const { catalogue } = this.#parts;
    // One that is damaged stays as it is, until it was restored.
    const segments = (await catalogue.look()).filter(({ key }) => catalogue.damaged.get(key) === undefined);
    return (await this.#prune(segments, signal)) || (await this.#merge(segments, signal));
  }

  async #prune(segments: readonly KnownSegment[], signal: AbortSignal | undefined): Promise<boolean> {
    const { policy } = this.#parts;
    const now = await this.#parts.now();
    const keys = new Set(segments.map(({ key }) => key));
    for (const key of this.#dueAt.keys()) if (!keys.has(key)) this.#dueAt.delete(key);
    for (const key of this.#read) if (!keys.has(key)) this.#read.delete(key);
    const readMax = this.#read.size + DUE_READ_MAX;
    const isKept = (run: DirectoryRun) => (expiryOf(run, policy) ?? Number.POSITIVE_INFINITY) > now;
    const dropped: KnownSegment[] = [];
    for (const known of segments) {
      const { key } = known;
      signal?.throwIfAborted();
      if (dropped.length === DROPPED_MAX) break;
      let dueAt = this.#dueAt.get(key);
      if (dueAt === undefined) {
        if (this.#read.size === readMax && !this.#read.has(key)) break;
        this.#read.add(key);
        if (!(await this.#mayBeDue(known, now))) continue;
        const runs = await this.#readRuns(known);
        if (runs === undefined) continue;
        dueAt = pruneTimeOf(runs, policy) ?? Number.POSITIVE_INFINITY;
        this.#dueAt.set(key, dueAt);
      }
      if (dueAt > now) continue;
      const runs = await this.#readRuns(known);
      if (runs === undefined) continue;
      if (!runs.some(isKept)) dropped.push(known);
      else if (dropped.length === 0) return this.#replace([known], isKept, signal);
    }
    if (dropped.length > 0) return this.#replace(dropped, undefined, signal);
    return this.#read.size === readMax;
  }

  async #merge(segments: readonly KnownSegment[], signal: AbortSignal | undefined): Promise<boolean> {
    const small = segments.filter(({ runs, segment }) => runs < SMALL_RUNS && segment.bytes < SMALL_BYTES);
    if (small.length < MERGED_AT) return false;
    const merged: KnownSegment[] = [];
    let [runs, bytes] = [0, 0];
    // The oldest first, so that those of one time become one segment.
    for (const one of small.toReversed()) {
      [runs, bytes] = [runs + one.runs, bytes + one.segment.bytes];
      if (runs > MERGED_RUNS || bytes > MERGED_BYTES) break;
      merged.push(one);
    }
    return this.#replace(merged, () => true, signal);
  }

  /** Most directories need not be read: a segment tells when its first run may expire. */
  async #mayBeDue(known: KnownSegment, now: number): Promise<boolean> {
    const { catalogue, policy } = this.#parts;
    const due = await catalogue.readHead(known, (segment) => segment.due());
    if (due instanceof DamagedSegment) return false;
    return due === undefined || (earliestPruneTime(due, policy) ?? Number.POSITIVE_INFINITY) <= now;
  }

  /** The runs of a segment; undefined if it is damaged. */
  async #readRuns(known: KnownSegment): Promise<readonly DirectoryRun[] | undefined> {
    const runs = await this.#parts.catalogue.readHead(
      known,
      async (segment) => (await segment.directory()).runs,
    );
    return runs instanceof DamagedSegment ? undefined : runs;
  }

  /** If one of them turns out to be damaged, it is noted: the next look passes over it. */
  async #replace(
    segments: readonly KnownSegment[],
    keeps: ((run: DirectoryRun) => boolean) | undefined,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { work, catalogue } = this.#parts;
    const state = await work.recover();
    if (state === undefined) return false;
    try {
      return await work.replace(
        state,
        segments.map(({ segment }) => segment),
        keeps,
        signal,
      );
    } catch (error) {
      const damaged = segments.find(({ key }) => key === segmentOf(error));
      if (damaged === undefined) throw error;
      await catalogue.note(damaged, 'runs', error);
      return true;
    }
  }
}
