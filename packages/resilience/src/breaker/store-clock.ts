/** The store's time without a question each time: what it said last, plus what passed since by this process's own clock. */
export class StoreClock {
  readonly #ask: () => Promise<number>;
  #offset: number | undefined;

  /** @param ask the store's time, milliseconds since 1970 */
  constructor(ask: () => Promise<number>) {
    this.#ask = ask;
  }

  async adjust(): Promise<void> {
    const before = performance.now();
    const told = await this.#ask();
    this.#offset = told - (before + performance.now()) / 2;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Math.round(this.#offset === undefined ? Date.now() : performance.now() + this.#offset);
  }
}
