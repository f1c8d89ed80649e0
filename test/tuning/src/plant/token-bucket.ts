/** Lets so many calls per second pass. Times are seconds. */
export class TokenBucket {
  #tokens = 1;
  #at = 0;

  /** @param burstSeconds how many seconds' worth of unused tokens are kept */
  take(now: number, rate: number, burstSeconds: number): boolean {
    this.#tokens = Math.min(Math.max(1, rate * burstSeconds), this.#tokens + (now - this.#at) * rate);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** When the next call may pass. */
  nextAt(rate: number): number {
    return this.#at + (1 - this.#tokens) / rate + 1e-6;
  }
}
