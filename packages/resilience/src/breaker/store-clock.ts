/** A slower answer only tells the time if there is no better one. */
const QUICK_MS = 250;

/** The store's time without a question each time: its last answer, plus the time passed by this process's own clock. */
export class StoreClock {
  readonly #ask: () => Promise<number>;
  #sample: { readonly offset: number; readonly tookMs: number } | undefined;

  /** @param ask returns the store's time, milliseconds since 1970 */
  constructor(ask: () => Promise<number>) {
    this.#ask = ask;
  }

  /** Whether the store has answered quickly, so that this clock is no further behind than that. */
  get isExact(): boolean {
    return this.#sample !== undefined && this.#sample.tookMs <= QUICK_MS;
  }

  /** Asks the store. The answer is as old as its way back, so this clock is never ahead of the store's. */
  async adjust(): Promise<void> {
    const before = performance.now();
    const told = await this.#ask();
    const after = performance.now();
    const tookMs = after - before;
    const isBetter = this.#sample === undefined || tookMs < this.#sample.tookMs;
    if (tookMs <= QUICK_MS || isBetter) this.#sample = { offset: told - after, tookMs };
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Math.floor(this.#sample === undefined ? Date.now() : performance.now() + this.#sample.offset);
  }
}
