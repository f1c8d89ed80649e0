/** For how long a fleet counts as busy after the last sign of work. */
const QUIET_MS = 3_000;

/** Signs that the fleet has work: while there are none, its dispatcher looks less often for what no message tells. */
export class Activity {
  #seenAt = performance.now();

  note(): void {
    this.#seenAt = performance.now();
  }

  /** Whether there was none for three seconds. */
  isQuiet(): boolean {
    return performance.now() - this.#seenAt > QUIET_MS;
  }
}
