/** An answer that took no longer tells the time; one that took longer does so only for want of a better one. */
const QUICK_MS = 250;

/** The store's time without a question each time: what it said last, plus what passed since by this process's own clock. */
export class StoreClock {
  readonly #ask: () => Promise<number>;
  #sample: { readonly offset: number; readonly tookMs: number } | undefined;

  /** @param ask the store's time, milliseconds since 1970 */
  constructor(ask: () => Promise<number>) {
    this.#ask = ask;
  }

  /** Whether the store has told its time quickly: it is no more behind than that. */
  get isExact(): boolean {
    return this.#sample !== undefined && this.#sample.tookMs <= QUICK_MS;
  }

  /** Asks the store. What it told is at least as old as the answer's way back: this clock is never ahead of the store's. */
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
