import type { RunStore } from '@ag06/store';
import type { Logger } from 'pino';

/** An answer that took longer says too little about the present. */
const ROUND_TRIP_MAX_MS = 1_000;
/** A clock that is this far off is reported. */
const CLOCK_OFF_FROM_MS = 2_000;

/**
 * Measures how far this host's clock is ahead of the store's. No delay depends on it: queues and store use their own
 * clocks. But the times in this host's logs and traces are off by as much.
 */
export class HostClock {
  readonly #runs: Pick<RunStore, 'now'>;
  readonly #log: Pick<Logger, 'warn'>;
  #aheadMs: number | undefined;
  #isWarned = false;

  constructor(runs: Pick<RunStore, 'now'>, log: Pick<Logger, 'warn'>) {
    this.#runs = runs;
    this.#log = log;
  }

  /** Milliseconds, negative if the host is behind; undefined until it was measured. */
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
    if (isOff && !this.#isWarned) {
      this.#log.warn(
        { code: 'WORKER_CLOCK_OFF', aheadMs: this.#aheadMs },
        'The clock of this host differs from the store’s. Delays do not go by it, but times in logs do: set it, with NTP or chrony.',
      );
    }
    this.#isWarned = isOff;
  }
}
