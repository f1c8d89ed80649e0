/** How many starts may come at once, in seconds of the rate. */
const BURST_SECONDS = 0.1;

/** A token bucket for starts. */
export class StartRate {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #at = 0;

  constructor(perSecond: number) {
    this.#perMs = perSecond / 1_000;
    this.#burst = Math.max(1, perSecond * BURST_SECONDS);
    this.#tokens = this.#burst;
  }

  /** Takes one. Returns how long until there is one, milliseconds; 0 if it was taken. */
  take(now: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
    // Rounding leaves a wait of next to nothing.
    if (this.#tokens < 1 - 1e-6) return (1 - this.#tokens) / this.#perMs;
    this.#tokens--;
    return 0;
  }
}
