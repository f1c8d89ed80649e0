import type { RunStore } from '@ag06/store';

/** How often the store is asked, because others arm timers too. */
const ASK_EVERY_MS = 3_000;
/** A timer that is due later is found by the next question. */
const HORIZON_MS = 2 * ASK_EVERY_MS;

/** Knows when the next timer is due, so that a dispatcher at rest looks just then, and else seldom. */
export class NextTimer {
  readonly #runs: Pick<RunStore, 'untilNextTimer'>;
  readonly #onDue: () => void;
  #askedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** @param onDue called when a timer may be due */
  constructor(runs: Pick<RunStore, 'untilNextTimer'>, onDue: () => void) {
    this.#runs = runs;
    this.#onDue = onDue;
  }

  /** To be called again and again at rest. */
  async follow(): Promise<void> {
    const now = performance.now();
    if (now - this.#askedAt < ASK_EVERY_MS) return;
    const ms = await this.#runs.untilNextTimer();
    this.#askedAt = now;
    if (ms !== undefined && ms <= HORIZON_MS) this.within(ms);
    else clearTimeout(this.#timer);
  }

  /** Calls `onDue` after so many milliseconds, and not at the moment known before. */
  within(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onDue, Math.ceil(ms)).unref();
  }

  /** To be called when looks come often again. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#askedAt = Number.NEGATIVE_INFINITY;
  }
}
