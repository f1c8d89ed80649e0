/** Within this time a lost connection is open again, or the reads beside it fail, too. */
const LASTS_MS = 10_000;

/** Whether word of changes may be missing, because the connection on which it comes was lost a moment ago. */
export class Deafness {
  #since = Number.NEGATIVE_INFINITY;

  begin(): void {
    this.#since = performance.now();
  }

  isPresent(): boolean {
    return performance.now() - this.#since < LASTS_MS;
  }
}
