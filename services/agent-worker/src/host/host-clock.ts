import type { RunStore } from '@ag06/store';
import type { Logger } from 'pino';

/** What was asked for longer than this says too little of the present. */
const ROUND_TRIP_MAX_MS = 1_000;
/** From here on the clock of a host is wrong enough to be told of. */
export const CLOCK_OFF_FROM_MS = 2_000;

/**
 * How far this host's clock is ahead of the store's. Nothing is timed by it: delays go by the clock of the queues, moments
 * of a run by the store's. But times in logs and traces of this host are off as much.
 */
export class HostClock {
  readonly #runs: Pick<RunStore, 'now'>;
  readonly #log: Pick<Logger, 'warn'>;
  #aheadMs: number | undefined;
  #isTold = false;

  constructor(runs: Pick<RunStore, 'now'>, log: Pick<Logger, 'warn'>) {
    this.#runs = runs;
    this.#log = log;
  }

  /** Milliseconds, negative if it is behind; undefined until it was measured. */
  get aheadMs(): number | undefined {
    return this.#aheadMs;
  }

  async measure(): Promise<void> {
    const sentAt = performance.now();
    const told = await this.#runs.now();
    const roundTripMs = performance.now() - sentAt;
    if (roundTripMs > ROUND_TRIP_MAX_MS) return;
    this.#aheadMs = Math.round(Date.now() - roundTripMs / 2 - told);
    const isOff = Math.abs(this.#aheadMs) >= CLOCK_OFF_FROM_MS;
    if (isOff && !this.#isTold) {
      this.#log.warn(
        { code: 'WORKER_CLOCK_OFF', aheadMs: this.#aheadMs },
        'The clock of this host differs from the store’s. Delays do not go by it, but times in logs do: set it, with NTP or chrony.',
      );
    }
    this.#isTold = isOff;
  }
}
