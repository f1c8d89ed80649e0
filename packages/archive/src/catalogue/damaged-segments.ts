import type { ArchiveError } from '../segment/archive-error.ts';
import type { SegmentAbout } from '../segment/segment-key.ts';
import type { TermFilter } from '../segment/term-filter.ts';

/** How long a damaged segment is passed over before it is read again: its object may have been restored. */
const AGAIN_AFTER_MS = 10_000;
/** To read it whole costs megabytes, so that is put off for twice as long each time, up to this. */
const WHOLE_AGAIN_MAX_MS = 600_000;

/**
 * Which part of a segment cannot be read. `head`: the directory or the filter, so nobody knows its runs. `runs`: its runs
 * are listed, and some of them cannot be read.
 */
export type DamagedPart = 'head' | 'runs';

/** A segment that could not be read when it was tried last. */
export class DamagedSegment {
  readonly about: SegmentAbout;
  readonly part: DamagedPart;
  readonly error: ArchiveError;
  /** Undefined if it cannot be read either. */
  readonly filter: TermFilter | undefined;

  constructor(about: SegmentAbout, part: DamagedPart, error: ArchiveError, filter: TermFilter | undefined) {
    this.about = about;
    this.part = part;
    this.error = error;
    this.filter = filter;
  }
}

interface Found {
  readonly damage: DamagedSegment;
  readonly againAt: number;
  readonly wholeAt: number;
  readonly wholeAfterMs: number;
}

/** The segments that this process found damaged. They are in the archive, and leave this list once they can be read. */
export class DamagedSegments {
  readonly #nowMs: () => number;
  readonly #found = new Map<string, Found>();

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#found.size;
  }

  /** The newest first. */
  list(): readonly DamagedSegment[] {
    return [...this.#found.values()]
      .map(({ damage }) => damage)
      .sort((a, b) => b.about.newest - a.about.newest);
  }

  get(key: string): DamagedSegment | undefined {
    return this.#found.get(key)?.damage;
  }

  /** Whether it is time to read it again. */
  isDue(key: string): boolean {
    return (this.#found.get(key)?.againAt ?? 0) <= this.#nowMs();
  }

  add(damage: DamagedSegment): DamagedSegment {
    const { key } = damage.about;
    const againAt = this.#nowMs() + AGAIN_AFTER_MS;
    const { wholeAt, wholeAfterMs } = this.#found.get(key) ?? {
      wholeAt: againAt,
      wholeAfterMs: AGAIN_AFTER_MS,
    };
    this.#found.set(key, { damage, againAt, wholeAt, wholeAfterMs });
    return damage;
  }

  /** Returns those that are due to be read whole, the first of which waits longest. Their next time is put off. */
  takeDue(limit: number): readonly DamagedSegment[] {
    const now = this.#nowMs();
    const due = [...this.#found.entries()]
      .filter(([, { wholeAt }]) => wholeAt <= now)
      .sort(([, a], [, b]) => a.wholeAt - b.wholeAt)
      .slice(0, limit);
    for (const [key, found] of due) {
      const wholeAfterMs = Math.min(2 * found.wholeAfterMs, WHOLE_AGAIN_MAX_MS);
      this.#found.set(key, { ...found, wholeAfterMs, wholeAt: now + wholeAfterMs });
    }
    return due.map(([, { damage }]) => damage);
  }

  delete(key: string): void {
    this.#found.delete(key);
  }

  /** Forgets those that are no part of the archive any more. */
  keepOnly(known: ReadonlyMap<string, unknown>): void {
    for (const key of this.#found.keys()) if (!known.has(key)) this.#found.delete(key);
  }
}
