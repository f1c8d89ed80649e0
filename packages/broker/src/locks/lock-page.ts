/** The number of locks in a page. */
const SLOTS = 128;
/** Bytes of a slot: its numbers, then queue, job id and token as text. */
const SLOT_BYTES = 512;
const NUMBER_BYTES = 32;
const TEXT_BYTES = SLOT_BYTES - NUMBER_BYTES;
/** The most bytes of a JavaScript character in UTF-8. */
const CHARACTER_BYTES = 3;
const PAGE_BYTES = SLOTS * SLOT_BYTES;
const INTS = SLOT_BYTES / Int32Array.BYTES_PER_ELEMENT;
const LONGS = SLOT_BYTES / BigInt64Array.BYTES_PER_ELEMENT;
/** A slot's 32-bit numbers. */
const [VERSION, LOST, QUEUE_LENGTH, ID_LENGTH, TOKEN_LENGTH] = [0, 1, 2, 3, 4];
/** Its 64-bit number: when it was last renewed, in milliseconds, above the low bits of the version at that time. */
const RENEWED = 3;
const VERSION_BITS = 16n;
const VERSION_MASK = 0xffff;

/** The name of a lock: BullMQ's queue, the job, and the token that it was taken with. */
export interface LockName {
  readonly queue: string;
  readonly jobId: string;
  readonly token: string;
}

/** A slot as it was read. Later reports about it only count if it still has the same lock. */
interface SlotSeen extends LockName {
  readonly slot: number;
  readonly version: number;
}

/**
 * Locks in memory that threads share, so that one thread can renew what another holds without messages. One thread
 * writes names; the other reads them and writes the results. A slot's version is odd while it holds a lock and grows
 * with each change, so a reader that finds it changed discards what it read.
 */
export class LockPage {
  static readonly slots = SLOTS;
  readonly memory: SharedArrayBuffer;
  readonly #bytes: Buffer;
  readonly #ints: Int32Array;
  readonly #longs: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(PAGE_BYTES)) {
    this.memory = memory;
    this.#bytes = Buffer.from(memory);
    this.#ints = new Int32Array(memory);
    this.#longs = new BigInt64Array(memory);
  }

  static fits({ queue, jobId, token }: LockName): boolean {
    if ((queue.length + jobId.length + token.length) * CHARACTER_BYTES <= TEXT_BYTES) return true;
    return Buffer.byteLength(queue) + Buffer.byteLength(jobId) + Buffer.byteLength(token) <= TEXT_BYTES;
  }

  /** Puts a lock that fits into a free slot. Returns the slot's version. */
  put(slot: number, { queue, jobId, token }: LockName): number {
    const start = slot * SLOT_BYTES + NUMBER_BYTES;
    const queueLength = this.#bytes.write(queue, start);
    const idLength = this.#bytes.write(jobId, start + queueLength);
    const tokenLength = this.#bytes.write(token, start + queueLength + idLength);
    const at = slot * INTS;
    this.#ints[at + QUEUE_LENGTH] = queueLength;
    this.#ints[at + ID_LENGTH] = idLength;
    this.#ints[at + TOKEN_LENGTH] = tokenLength;
    return Atomics.add(this.#ints, at + VERSION, 1) + 1;
  }

  /** Frees a slot that holds a lock. */
  free(slot: number): void {
    Atomics.add(this.#ints, slot * INTS + VERSION, 1);
  }

  /** The locks that are held and not lost. */
  *read(): Generator<SlotSeen> {
    for (let slot = 0; slot < SLOTS; slot++) {
      const seen = this.#readSlot(slot);
      if (seen !== undefined) yield seen;
    }
  }

  markRenewed({ slot, version }: SlotSeen, atMs: number): void {
    if (!this.#isStill(slot, version)) return;
    const long = (BigInt(Math.floor(atMs)) << VERSION_BITS) | BigInt(version & VERSION_MASK);
    Atomics.store(this.#longs, slot * LONGS + RENEWED, long);
  }

  markLost({ slot, version }: SlotSeen): void {
    if (this.#isStill(slot, version)) Atomics.store(this.#ints, slot * INTS + LOST, version);
  }

  isLost(slot: number, version: number): boolean {
    return Atomics.load(this.#ints, slot * INTS + LOST) === version;
  }

  /** When the lock of this version was last renewed; undefined if it never was. */
  renewedAt(slot: number, version: number): number | undefined {
    const long = Atomics.load(this.#longs, slot * LONGS + RENEWED);
    if (Number(long & BigInt(VERSION_MASK)) !== (version & VERSION_MASK)) return undefined;
    return Number(long >> VERSION_BITS);
  }

  #readSlot(slot: number): SlotSeen | undefined {
    const at = slot * INTS;
    const version = Atomics.load(this.#ints, at + VERSION);
    if (version % 2 === 0 || this.isLost(slot, version)) return undefined;
    let position = slot * SLOT_BYTES + NUMBER_BYTES;
    const take = (which: number) => {
      const from = position;
      position += this.#ints[at + which] ?? 0;
      return this.#bytes.toString('utf8', from, position);
    };
    const queue = take(QUEUE_LENGTH);
    const jobId = take(ID_LENGTH);
    const token = take(TOKEN_LENGTH);
    return this.#isStill(slot, version) ? { slot, version, queue, jobId, token } : undefined;
  }

  #isStill(slot: number, version: number): boolean {
    return Atomics.load(this.#ints, slot * INTS + VERSION) === version;
  }
}
