/** Holds that are remembered at most; one that was forgotten is seen again. */
const REMEMBERED_MAX = 10_000;

interface Sightings {
  readonly since: number;
  readonly last: number;
}

/**
 * Remembers since when a holder's job was seen without its lock. Two sightings that lie far apart say nothing of the time
 * between them: only those of one hold (a new token begins anew) that follow each other count as one.
 */
export class UnlockedSightings {
  readonly #tooLongMs: number;
  readonly #gapMs: number;
  readonly #holds = new Map<string, Sightings>();

  /** @param gapMs sightings further apart than this are not one */
  constructor(tooLongMs: number, gapMs = 90_000) {
    this.#tooLongMs = tooLongMs;
    this.#gapMs = gapMs;
  }

  /** Notes what was seen of this hold just now; answers whether its job has been without a lock for too long. */
  isLong(hold: string, isUnlocked: boolean, now: number): boolean {
    const known = this.#holds.get(hold);
    this.#holds.delete(hold);
    if (!isUnlocked) return false;
    const since = known !== undefined && now - known.last <= this.#gapMs ? known.since : now;
    this.#holds.set(hold, { since, last: now });
    if (this.#holds.size > REMEMBERED_MAX) {
      const oldest = this.#holds.keys().next();
      if (!oldest.done) this.#holds.delete(oldest.value);
    }
    return now - since >= this.#tooLongMs;
  }
}
