/** Callers that wait for a permit, first come, first served, each for a limited time. */
export class WaitingLine<T> {
  readonly #callers = new Map<string, { settle(value: T | undefined): void }>();

  get size(): number {
    return this.#callers.size;
  }

  /** Ids of the first `count` that wait. */
  first(count: number): string[] {
    return [...this.#callers.keys()].slice(0, count);
  }

  /** Resolves with the given value, or with `onLate`'s when the time is over. */
  wait(id: string, forMs: number, onLate: () => T | undefined): Promise<T | undefined> {
    return new Promise((resolve) => {
      const settle = (value: T | undefined) => {
        clearTimeout(timer);
        this.#callers.delete(id);
        resolve(value);
      };
      const timer = setTimeout(() => settle(onLate()), forMs);
      this.#callers.set(id, { settle });
    });
  }

  /** Gives the value to one that waits. Returns false if it no longer waits. */
  settle(id: string, value: T): boolean {
    const caller = this.#callers.get(id);
    caller?.settle(value);
    return caller !== undefined;
  }

  settleAll(value: T | undefined): void {
    for (const caller of [...this.#callers.values()]) caller.settle(value);
  }
}
