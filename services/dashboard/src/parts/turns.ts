/**
 * Does work whenever it is asked to, one turn at a time. What is asked for during a turn leads to one more behind it, so that
 * each turn comes to its end however often it is asked.
 */
export class Turns {
  readonly #work: () => Promise<void>;
  readonly #signal: AbortSignal;
  #isBusy = false;
  #isAsked = false;

  /** `work` does not reject. Nothing begins after the signal. */
  constructor(work: () => Promise<void>, signal: AbortSignal) {
    this.#work = work;
    this.#signal = signal;
  }

  ask(): void {
    this.#isAsked = true;
    if (!this.#isBusy) void this.#go();
  }

  async #go(): Promise<void> {
    this.#isBusy = true;
    while (this.#isAsked && !this.#signal.aborted) {
      this.#isAsked = false;
      await this.#work();
    }
    this.#isBusy = false;
  }
}
