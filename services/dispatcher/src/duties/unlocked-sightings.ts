/** The most holds remembered; a forgotten one counts as seen for the first time. */
const REMEMBERED_MAX = 10_000;

interface Sightings {
  readonly since: number;
  readonly last: number;
}

/**
 * Remembers since when the job of a hold was seen without its lock. Sightings count as one period only if they are of
 * the same hold (a new token begins anew) and close to each other, because longer gaps say nothing about the time
 * between.
 */
export class UnlockedSightings {
  readonly #tooLongMs: number;
  readonly #gapMs: number;
  readonly #holds = new Map<string, Sightings>();

  /** @param gapMs sightings further apart than this do not belong together */
  constructor(tooLongMs: number, gapMs = 90_000) {
    this.#tooLongMs = tooLongMs;
    this.#gapMs = gapMs;
  }

  /** Records a sighting of this hold. Returns whether its job has been without a lock for too long. */
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
