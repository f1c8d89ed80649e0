/** Gives a slot back. Calling it again does nothing. */
export type Release = () => void;

interface Waiter {
  readonly grant: (release: Release) => void;
}

/**
 * A bulkhead: at most `limit` slots are out at a time, and those who wait are served first come, first served.
 *
 * It does not use cockatiel's bulkhead, whose capacity is fixed while this limit is tuned at run time; which only runs
 * functions, where a slot is needed that outlives one call; and in which a new caller may overtake those who wait.
 */
export class Slots {
  #limit: number;
  #inUse = 0;
  /** In order of arrival. */
  readonly #waiters = new Set<Waiter>();

  constructor(limit: number) {
    this.#limit = checkLimit(limit);
  }

  get limit(): number {
    return this.#limit;
  }

  /** Raising it serves those who wait at once. Lowering it takes no slot back, and 0 lets nobody in. */
  set limit(limit: number) {
    this.#limit = checkLimit(limit);
    this.#serve();
  }

  /** May exceed `limit` for a while after it was lowered. */
  get inUse(): number {
    return this.#inUse;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  /** Takes a slot if one is free now. Never overtakes those who wait. */
  tryAcquire(): Release | undefined {
    return this.#inUse < this.#limit ? this.#take() : undefined;
  }

  /** Resolves with a slot when it is this caller's turn. Rejects with the signal's reason if that aborts first. */
  async acquire(signal: AbortSignal): Promise<Release> {
    signal.throwIfAborted();
    return this.tryAcquire() ?? this.#wait(signal);
  }

  #wait(signal: AbortSignal): Promise<Release> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        grant: (release) => {
          signal.removeEventListener('abort', leave);
          resolve(release);
        },
      };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #take(): Release {
    this.#inUse++;
    let isOut = true;
    return () => {
      if (!isOut) return;
      isOut = false;
      this.#inUse--;
      this.#serve();
    };
  }

  /** Afterwards either nobody waits or no slot is free. */
  #serve(): void {
    for (const waiter of this.#waiters) {
      if (this.#inUse >= this.#limit) return;
      this.#waiters.delete(waiter);
      waiter.grant(this.#take());
    }
  }
}

function checkLimit(limit: number): number {
  if (Number.isSafeInteger(limit) && limit >= 0) return limit;
  throw new RangeError(`A limit of slots is an integer from 0; got ${limit}.`);
}
