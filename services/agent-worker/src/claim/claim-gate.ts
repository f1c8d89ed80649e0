/**
 * Decides who may claim when. Usually everybody may at once. A step that lost two deliveries is tried alone, so that a
 * handler that kills its process does not condemn its neighbours: while somebody waits to be alone, nobody else claims.
 */
export class ClaimGate {
  #inside = 0;
  #isClosed = false;
  #waitingForIdle: (() => void) | undefined;
  readonly #waitingForOpen: (() => void)[] = [];

  /** Whether nothing is in flight or executing, except perhaps the caller. */
  isIdleBut(own: number): boolean {
    return this.#inside <= own;
  }

  /** Whether somebody is alone or waits to be. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Counts a claim in flight, or a step that goes on. Returns the function that ends it. */
  enterNow(): () => void {
    this.#inside++;
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#inside--;
      if (this.#inside === 0) this.#waitingForIdle?.();
    };
  }

  /** Waits while somebody is alone, then enters. */
  async enter(): Promise<() => void> {
    while (this.#isClosed) await new Promise<void>((resolve) => this.#waitingForOpen.push(resolve));
    return this.enterNow();
  }

  /** Waits until nobody else is inside, and keeps all others out until the returned function is called. */
  async enterAlone(): Promise<() => void> {
    while (this.#isClosed) await new Promise<void>((resolve) => this.#waitingForOpen.push(resolve));
    this.#isClosed = true;
    if (this.#inside > 0) {
      await new Promise<void>((resolve) => {
        this.#waitingForIdle = resolve;
      });
    }
    this.#waitingForIdle = undefined;
    const leave = this.enterNow();
    let isAlone = true;
    return () => {
      if (!isAlone) return;
      isAlone = false;
      leave();
      this.#isClosed = false;
      for (const resolve of this.#waitingForOpen.splice(0)) resolve();
    };
  }
}
