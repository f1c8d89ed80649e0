import { LRUCache } from 'lru-cache';

const KNOWN_MAX = 10_000;
/** How long a run is passed over before it is tried again: an operator may have mended it. */
const AGAIN_AFTER_MS = 600_000;

/** Runs that the store could not read lately. */
export class UnreadableRuns {
  readonly #ids = new LRUCache<string, true>({ max: KNOWN_MAX, ttl: AGAIN_AFTER_MS });

  add(runId: string): void {
    this.#ids.set(runId, true);
  }

  has(runId: string): boolean {
    return this.#ids.has(runId);
  }

  get size(): number {
    this.#ids.purgeStale();
    return this.#ids.size;
  }

  /** Some of them: those that were tried last. */
  some(limit: number): readonly string[] {
    return [...this.#ids.keys()].slice(0, limit);
  }
}
