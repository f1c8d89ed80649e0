import { setMaxListeners } from 'node:events';

/** A finished result that the store has not taken yet. */
export interface WaitingResult {
  /** About the size of what its attempt keeps in memory. */
  readonly bytes: number;
  /**
   * Called once the buffer has it: what its attempt held, such as a slot, is free for others. Returns the function to call
   * when the result waits no longer.
   */
  onBuffered?(): () => void;
}

/** What waits now. `oldestMs`: since when, in milliseconds. */
interface BufferedResults {
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

interface ResultBufferOptions {
  readonly now?: () => number;
  /** A commit that takes longer waits. */
  readonly answeredWithinMs?: number;
}

/** What a result costs besides its texts. */
const OVERHEAD_BYTES = 1_024;

/** A result that waits. */
interface Entry {
  readonly bytes: number;
  readonly since: number;
  readonly onBuffered: WaitingResult['onBuffered'];
  /** What to call at its end; undefined while it has no room. */
  onLeft: (() => void) | undefined;
}

/**
 * The finished results that wait in this process while the store is away. Nothing is dropped: whoever has a result repeats
 * its commit until that is answered, and the buffer only counts. A result for which there is room gives its slot back. One
 * for which there is none keeps it until others have left, and while such a one waits, the process takes no more work. One
 * that is larger than the whole buffer has room in an empty buffer. A buffer of 0 bytes has room for none.
 */
export class ResultBuffer {
  readonly #maxBytes: number;
  readonly #now: () => number;
  readonly #answeredWithinMs: number;
  /** In the order of their beginnings. Clients of a store wait for it themselves, so most commits never fail. */
  readonly #underWay = new Set<UnderWay>();
  #isLooking = false;
  /** In the order of their arrival. */
  readonly #entries = new Set<Entry>();
  /** Those that have no room, in the order of their arrival. */
  readonly #withoutRoom = new Set<Entry>();
  readonly #waiters = new Set<() => void>();
  #bytes = 0;
  /** Of those that have room. */
  #usedBytes = 0;

  constructor(
    maxBytes: number,
    { now = () => performance.now(), answeredWithinMs = 1_000 }: ResultBufferOptions = {},
  ) {
    this.#maxBytes = maxBytes;
    this.#now = now;
    this.#answeredWithinMs = answeredWithinMs;
  }

  get isFull(): boolean {
    return this.#withoutRoom.size > 0;
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
  enter({ bytes, onBuffered }: WaitingResult): () => void {
    const entry: Entry = {
      bytes: bytes + OVERHEAD_BYTES,
      since: this.#now(),
      onBuffered,
      onLeft: undefined,
    };
    this.#entries.add(entry);
    this.#withoutRoom.add(entry);
    this.#bytes += entry.bytes;
    this.#admit();
    return () => this.#leave(entry);
  }

  /** Lets those in for which there is room now. */
  #admit(): void {
    for (const entry of this.#withoutRoom) {
      const isAlone = this.#usedBytes === 0 && this.#maxBytes > 0;
      if (!isAlone && this.#usedBytes + entry.bytes > this.#maxBytes) continue;
      this.#withoutRoom.delete(entry);
      this.#usedBytes += entry.bytes;
      entry.onLeft = entry.onBuffered?.() ?? nothing;
    }
  }

  #leave(entry: Entry): void {
    if (!this.#entries.delete(entry)) return;
    this.#bytes -= entry.bytes;
    if (!this.#withoutRoom.delete(entry)) this.#usedBytes -= entry.bytes;
    entry.onLeft?.();
    this.#admit();
    if (!this.isFull) this.#wake();
  }

  /** Resolves when the process may take work. Rejects with the reason of `signal` once that aborts. */
  async untilRoom(signal: AbortSignal): Promise<void> {
    setMaxListeners(0, signal);
    while (this.isFull) {
      signal.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      this.#waiters.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      await promise;
      signal.removeEventListener('abort', wake);
      this.#waiters.delete(wake);
      signal.throwIfAborted();
    }
  }

  describe(): BufferedResults {
    const [oldest] = this.#entries;
    return {
      results: this.#entries.size,
      bytes: this.#bytes,
      maxBytes: this.#maxBytes,
      oldestMs: oldest === undefined ? 0 : Math.round(this.#now() - oldest.since),
      isFull: this.isFull,
    };
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
  }
}

const nothing = (): void => {};
