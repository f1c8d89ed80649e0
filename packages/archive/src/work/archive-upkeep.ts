import type { Catalogue, KnownSegment } from '../catalogue/catalogue.ts';
import type { DirectoryRun } from '../segment/directory.ts';
import type { Segment } from '../segment/segment.ts';
import type { ArchiveWork } from './archive-work.ts';
import { expiryOf, type KeepPolicy, pruneTimeOf } from './keep-policy.ts';

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

export interface UpkeepParts {
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

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
  }

  /** Prunes segments that are due, or merges some that are small. Returns whether it did. */
  async look(signal?: AbortSignal): Promise<boolean> {
    const segments = await this.#parts.catalogue.look();
    return (await this.#prune(segments, signal)) || (await this.#merge(segments, signal));
  }

  async #prune(segments: readonly KnownSegment[], signal: AbortSignal | undefined): Promise<boolean> {
    const { policy } = this.#parts;
    const now = await this.#parts.now();
    const known = new Set(segments.map(({ key }) => key));
    for (const key of this.#dueAt.keys()) if (!known.has(key)) this.#dueAt.delete(key);
    const isKept = (run: DirectoryRun) => (expiryOf(run, policy) ?? Number.POSITIVE_INFINITY) > now;
    const dropped: Segment[] = [];
    for (const { key, segment } of segments) {
      signal?.throwIfAborted();
      if (dropped.length === DROPPED_MAX) break;
      let dueAt = this.#dueAt.get(key);
      if (dueAt === undefined) {
        dueAt = pruneTimeOf((await segment.directory()).runs, policy) ?? Number.POSITIVE_INFINITY;
        this.#dueAt.set(key, dueAt);
      }
      if (dueAt > now) continue;
      const isPart = (await segment.directory()).runs.some(isKept);
      if (!isPart) dropped.push(segment);
      else if (dropped.length === 0) return this.#replace([segment], isKept, signal);
    }
    return dropped.length > 0 && this.#replace(dropped, () => false, signal);
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
    return this.#replace(
      merged.map(({ segment }) => segment),
      () => true,
      signal,
    );
  }

  async #replace(
    segments: readonly Segment[],
    keeps: (run: DirectoryRun) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const state = await this.#parts.work.recover();
    return state !== undefined && this.#parts.work.replace(state, segments, keeps, signal);
  }
}
