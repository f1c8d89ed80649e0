/** Sets and clears a timer. */
export interface Timers {
  readonly set: (act: () => void, ms: number) => unknown;
  readonly clear: (timer: unknown) => void;
  readonly now: () => number;
}

const REAL: Timers = {
  set: (act, ms) => setTimeout(act, ms),
  clear: (timer) => clearTimeout(Number(timer)),
  now: () => performance.now(),
};
/** Events that come together cause one refresh. */
const GATHER_MS = 50;

/** Refreshes after events, however many come: at most once in `leastMs`, and always once after the last of them. */
export class RefreshGate {
  readonly #refresh: () => void;
  readonly #leastMs: number;
  readonly #timers: Timers;
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: unknown;

  constructor(refresh: () => void, leastMs: number, timers = REAL) {
    this.#refresh = refresh;
    this.#leastMs = leastMs;
    this.#timers = timers;
  }

  /** Something has happened. */
  note(): void {
    if (this.#timer !== undefined) return;
    const waitMs = Math.max(GATHER_MS, this.#lastAt + this.#leastMs - this.#timers.now());
    this.#timer = this.#timers.set(() => {
      this.#timer = undefined;
      this.#lastAt = this.#timers.now();
      this.#refresh();
    }, waitMs);
  }

  stop(): void {
    this.#timers.clear(this.#timer);
    this.#timer = undefined;
  }
}
