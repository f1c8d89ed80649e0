interface NeededAt {
  readonly at: number;
  readonly workers: number;
}

/** The longest cool-down. */
const COOL_DOWN_MAX_MS = 600_000;

/** How many workers were needed lately, so that a lull stops none. It begins with those that there were. */
export class NeedsLately {
  /** Falling: of two needs the earlier one counts only if it is the greater. */
  #needs: readonly NeededAt[] = [];

  note(at: number, workers: number): void {
    this.#needs = [
      ...this.#needs.filter((need) => need.workers > workers && need.at >= at - COOL_DOWN_MAX_MS),
      { at, workers },
    ];
  }

  /** The most that was needed since. */
  most(since: number): number {
    return this.#needs.find(({ at }) => at >= since)?.workers ?? 0;
  }
}
