/** How long a page waits for a part of it. */
const WAIT_MS = 5_000;

/** A part of a page that could not be read. */
export interface Missing {
  /** What it is, in the plural. */
  readonly name: string;
  readonly error: unknown;
}

/** A part of a page that may be missing: what was read of it last takes its place. */
export class Part<T> {
  readonly #name: string;
  readonly #read: (signal: AbortSignal) => Promise<T>;
  readonly #everyMs: number;
  #last: T;
  /** `performance.now()` of the last answer. */
  #readAt = Number.NEGATIVE_INFINITY;

  /**
   * @param empty stands for it until it was read once
   * @param everyMs it is not read again for so long
   */
  constructor(name: string, empty: T, read: (signal: AbortSignal) => Promise<T>, everyMs = 0) {
    this.#everyMs = everyMs;
    this.#name = name;
    this.#read = read;
    this.#last = empty;
  }

  /** Adds to `missing` what keeps it from being read, for five seconds at most. Rejects only with the reason of the signal. */
  async load(signal: AbortSignal, missing: Missing[]): Promise<T> {
    if (performance.now() < this.#readAt + this.#everyMs) return this.#last;
    const late = AbortSignal.timeout(WAIT_MS);
    try {
      this.#last = await this.#read(AbortSignal.any([signal, late]));
      this.#readAt = performance.now();
    } catch (error) {
      signal.throwIfAborted();
      const told = late.aborted ? new Error(`There was no answer within ${WAIT_MS / 1_000} s.`) : error;
      missing.push({ name: this.#name, error: told });
    }
    return this.#last;
  }
}
