import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { callAtTick } from '@ag06/duty';

/** The wait between two looks while the event loop is busy, and the longest one while it is not. */
const SOON_MS = 50;
const RARE_MS = 1_000;
/** Above this share of the time the loop is busy. */
const BUSY_SHARE = 0.1;

type Listener = (lateMs: number) => void;

/**
 * Measures how late the timers of this process are. It looks often while the event loop has work, and ever more seldom while it
 * has none, because each look wakes the process; the rare ones come with the turns of its duties. Between two rare looks a long turn
 * may begin and end: then the whole time for which the loop was busy counts as lateness, because it may have been at a stretch.
 */
class LoopLooks {
  readonly #listeners = new Set<Listener>();
  #cancel: (() => void) | undefined;
  #waitMs = SOON_MS;
  #lookedAt = 0;
  #busy: EventLoopUtilization = performance.eventLoopUtilization();

  /** Returns a function that ends it. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#cancel === undefined) {
      this.#busy = performance.eventLoopUtilization();
      this.#lookAfter(SOON_MS);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#cancel?.();
      this.#cancel = undefined;
    };
  }

  #lookAfter(waitMs: number): void {
    this.#waitMs = waitMs;
    this.#lookedAt = performance.now();
    this.#cancel = callAtTick(waitMs, (lateMs) => this.#look(lateMs));
  }

  #look(lateMs: number): void {
    const elapsedMs = performance.now() - this.#lookedAt;
    const now = performance.eventLoopUtilization();
    const { active: busyMs } = performance.eventLoopUtilization(now, this.#busy);
    this.#busy = now;
    const mayHaveHung = this.#waitMs > SOON_MS && busyMs > SOON_MS;
    for (const listener of this.#listeners) listener(mayHaveHung ? Math.max(lateMs, busyMs) : lateMs);
    this.#lookAfter(busyMs > BUSY_SHARE * elapsedMs ? SOON_MS : Math.min(RARE_MS, 2 * this.#waitMs));
  }
}

const LOOKS = new LoopLooks();

/** Calls the listener with the lateness of each look, in milliseconds. Returns a function that ends that. */
export const watchLoop = (listener: Listener): (() => void) => LOOKS.watch(listener);
