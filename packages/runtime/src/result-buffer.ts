import { setMaxListeners } from 'node:events';

/** A finished result that the store has not taken yet. */
export interface WaitingResult {
  /** About its size in memory. */
  readonly bytes: number;
  /** Called once the buffer has it: what its attempt held, such as a slot, is free for others. */
  onBuffered?(): void;
}

/** What waits now. `oldestMs`: since when, in milliseconds. */
export interface BufferedResults {
  readonly results: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly oldestMs: number;
  readonly isFull: boolean;
}

/** A commit that is under way. */
class UnderWay {
  readonly describe: () => WaitingResult;
  readonly since: number;
  /** Ends the waiting; undefined while it is not counted. */
  leave: (() => void) | undefined;
  readonly #all: Set<UnderWay>;

  constructor(describe: () => WaitingResult, since: number, all: Set<UnderWay>) {
    this.describe = describe;
    this.since = since;
    this.leave = undefined;
    this.#all = all;
    all.add(this);
  }

  end(): void {
    this.#all.delete(this);
    this.leave?.();
  }
}

export interface ResultBufferOptions {
  readonly now?: () => number;
  /** A commit that takes longer waits. */
  readonly answeredWithinMs?: number;
}

/** What a result costs besides its texts. */
const OVERHEAD_BYTES = 1_024;

/**
 * The finished results that wait in this process while the store is away. Nothing is dropped: whoever has a result repeats
 * its commit until that is answered, and the buffer only counts. A result for which there is room gives its slot back. One
 * for which there is none keeps it, and while such a one waits, the process takes no more work.
 */
export class ResultBuffer {
  readonly #maxBytes: number;
  readonly #now: () => number;
  readonly #answeredWithinMs: number;
  /** In the order of their beginnings. Clients of a store wait for it themselves, so most commits never fail. */
  readonly #underWay = new Set<UnderWay>();
  #isLooking = false;
  /** Since when each waits; a `Map` keeps the order of their arrival. */
  readonly #since = new Map<object, number>();
  readonly #waiters = new Set<() => void>();
  #bytes = 0;
  /** How many results found no room. */
  #left = 0;

  constructor(
    maxBytes: number,
    { now = () => performance.now(), answeredWithinMs = 1_000 }: ResultBufferOptions = {},
  ) {
    this.#maxBytes = maxBytes;
    this.#now = now;
    this.#answeredWithinMs = answeredWithinMs;
  }

  get isFull(): boolean {
    return this.#left > 0;
  }

  /**
   * The commit of a result begins. Counts the result once it is not answered within a second; `describe` is called only
   * then. Whoever calls it ends what it returns when the commit is answered, or given up.
   */
  begin(describe: () => WaitingResult): { end(): void } {
    this.#lookLater();
    return new UnderWay(describe, this.#now(), this.#underWay);
  }

  #lookLater(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    setTimeout(() => {
      this.#isLooking = false;
      this.#look();
      if (this.#underWay.size > 0) this.#lookLater();
    }, this.#answeredWithinMs / 2).unref();
  }

  #look(): void {
    const before = this.#now() - this.#answeredWithinMs;
    for (const commit of this.#underWay) {
      if (commit.since > before) break;
      commit.leave ??= this.enter(commit.describe());
    }
  }

  /** Counts a result that waits. Returns the function to call when its commit is answered, or given up. */
  enter(result: WaitingResult): () => void {
    const bytes = result.bytes + OVERHEAD_BYTES;
    const hasRoom = this.#bytes + bytes <= this.#maxBytes;
    const key = {};
    this.#since.set(key, this.#now());
    this.#bytes += bytes;
    if (hasRoom) result.onBuffered?.();
    else this.#left++;
    return () => {
      if (!this.#since.delete(key)) return;
      this.#bytes -= bytes;
      if (!hasRoom) this.#left--;
      if (!this.isFull) this.#wake();
    };
  }

  /** Resolves when the process may take work. Rejects with the reason of `signal` once that aborts. */
  async untilRoom(signal: AbortSignal): Promise<void> {
    setMaxListeners(0, signal);
    while (this.isFull) {
      signal.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiters.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      this.#waiters.delete(resolve);
      signal.throwIfAborted();
    }
  }

  describe(): BufferedResults {
    const [oldest] = this.#since.values();
    return {
      results: this.#since.size,
      bytes: this.#bytes,
      maxBytes: this.#maxBytes,
      oldestMs: oldest === undefined ? 0 : Math.round(this.#now() - oldest),
      isFull: this.isFull,
    };
  }

  #wake(): void {
    for (const resolve of this.#waiters) resolve();
  }
}
