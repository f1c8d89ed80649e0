/** A measurement older than this is repeated when it is used. */
const MEASURE_AGAIN_MS = 10_000;
/** A measurement that took longer says little, and only counts if there is no better one. */
const ROUND_TRIP_MAX_MS = 1_000;

/**
 * The clock of the database that keeps the queues: its last answer, plus the time that passed since by this process's
 * monotonic clock. BullMQ judges delays by the clocks of the processes that add and fetch. All of ours use this clock,
 * so that a host with a wrong clock delays nothing.
 */
export class QueueClock {
  readonly #ask: () => Promise<number>;
  /** The database's time at `performance.now()` 0. */
  #base: number | undefined;
  #roundTripMs = Number.POSITIVE_INFINITY;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #measuring: Promise<void> | undefined;

  /** @param ask returns the database's time, milliseconds since 1970 */
  constructor(ask: () => Promise<number>) {
    this.#ask = ask;
  }

  /** Whether the clock is known; if not, await `ready`. */
  get isReady(): boolean {
    this.#measureIfOld();
    return this.#base !== undefined;
  }

  /** Resolves when the clock is known. Rejects if the database cannot be asked. */
  async ready(): Promise<void> {
    if (!this.isReady) await this.#measure();
  }

  /** Milliseconds since 1970 by the database; by the host before the clock is known. */
  now(): number {
    this.#measureIfOld();
    return this.#base === undefined ? Date.now() : Math.round(performance.now() + this.#base);
  }

  /** Milliseconds to add to a time of this host's clock, as it is now, to get the database's. */
  offset(): number {
    return this.now() - Date.now();
  }

  #measureIfOld(): void {
    if (performance.now() - this.#measuredAt < MEASURE_AGAIN_MS) return;
    // Callers that need an answer await `ready`. Until there is a better one, the last holds.
    this.#measure().catch(() => {});
  }

  #measure(): Promise<void> {
    this.#measuring ??= this.#measureOnce().finally(() => {
      this.#measuring = undefined;
    });
    return this.#measuring;
  }

  async #measureOnce(): Promise<void> {
    const sentAt = performance.now();
    const told = await this.#ask();
    const answeredAt = performance.now();
    const roundTripMs = answeredAt - sentAt;
    if (roundTripMs > ROUND_TRIP_MAX_MS && roundTripMs > this.#roundTripMs) return;
    this.#base = told - (sentAt + answeredAt) / 2;
    this.#roundTripMs = roundTripMs;
    // A rough measurement is used, and repeated at once.
    if (roundTripMs <= ROUND_TRIP_MAX_MS) this.#measuredAt = answeredAt;
  }
}
