/** For how long a fleet counts as busy after the last sign of work. */
const QUIET_MS = 3_000;

/** Signs that the fleet has work: while there are none, its dispatcher looks less often for what no message tells. */
export class Activity {
  #seenAt = performance.now();
  #expectedAt = Number.NEGATIVE_INFINITY;
  readonly #onBegun = new Set<() => void>();

  note(): void {
    const wasQuiet = this.isQuiet();
    this.#seenAt = performance.now();
    if (wasQuiet) for (const listener of this.#onBegun) listener();
  }

  /** Calls back when a quiet fleet has work: what was looked at seldom is looked at now. */
  onBegun(listener: () => void): void {
    this.#onBegun.add(listener);
  }

  /** Jobs are due later: then work begins of which no look may tell in time. */
  expect(): void {
    this.#expectedAt = performance.now();
  }

  /** Whether there was none for three seconds. */
  isQuiet(): boolean {
    return performance.now() - this.#seenAt > QUIET_MS;
  }

  /** Whether none begins either, unless a dispatcher sees it begin. */
  isAtRest(): boolean {
    return this.isQuiet() && performance.now() - this.#expectedAt > QUIET_MS;
  }
}
