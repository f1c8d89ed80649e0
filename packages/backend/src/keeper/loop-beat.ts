import { clockMs } from '@ag06/broker/locks';

/** How often the event loop says that it turns: while handlers run, and while none does. */
export const BEAT_EVERY_MS = 500;
export const REST_BEAT_EVERY_MS = 1_000;
/** Silence after which it counts as blocked. */
export const BLOCKED_AFTER_MS = 2_000;

const [LOOP, KEEPER] = [0, 1];

/** When the event loop last turned, and when the thread last renewed: in memory that both share, in `clockMs()`. */
export class LoopBeat {
  readonly memory: SharedArrayBuffer;
  readonly #beats: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#beats = new BigInt64Array(memory);
  }

  beat(): void {
    this.#set(LOOP);
  }

  /** Returns for how many milliseconds the event loop has not turned. */
  silentMs(): number {
    return this.#age(LOOP);
  }

  keep(): void {
    this.#set(KEEPER);
  }

  /** Returns for how many milliseconds the thread has renewed nothing. */
  unkeptMs(): number {
    return this.#age(KEEPER);
  }

  #set(which: number): void {
    Atomics.store(this.#beats, which, BigInt(Math.floor(clockMs())));
  }

  #age(which: number): number {
    return clockMs() - Number(Atomics.load(this.#beats, which));
  }
}
