/** For how long a fleet counts as busy after the last sign of work. */
const QUIET_MS = 3_000;

/** Signs that the fleet has work: while there are none, its dispatcher looks less often for what no message tells. */
export class Activity {
  #seenAt = performance.now();
  #expectedAt = Number.NEGATIVE_INFINITY;

  note(): void {
    this.#seenAt = performance.now();
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
