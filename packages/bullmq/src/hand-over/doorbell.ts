/** Wakes one waiter. A ring before the wait is not lost. */
export class Doorbell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves at the next ring, after `maxMs`, or when the signal aborts. */
  wait(maxMs: number, signal: AbortSignal): Promise<void> {
    if (this.#rung || signal.aborted) {
      this.#rung = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#wake = undefined;
        this.#rung = false;
        resolve();
      };
      const timer = setTimeout(end, maxMs);
      signal.addEventListener('abort', end, { once: true });
      this.#wake = end;
    });
  }
}
