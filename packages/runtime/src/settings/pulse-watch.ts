import { TUNING_STALE_MS } from '@ag06/contracts/tuning';
import type { SharedDocument } from '@ag06/store';

/**
 * Tells whether an optimizer lives that publishes settings: whether its pulse got a new version within the last minute. Times
 * are those of this process, so that no clock is compared, except for a pulse that was there before this process.
 */
export class PulseWatch {
  #version = 0;
  #seenAt = Number.NEGATIVE_INFINITY;

  /** Whether the age of this pulse by the store's clock is needed, because it is the first. */
  needsAge(pulse: SharedDocument | undefined): boolean {
    return pulse !== undefined && this.#version === 0;
  }

  /** @param ageMs of the first pulse */
  see(pulse: SharedDocument | undefined, now: number, ageMs = 0): void {
    if (pulse === undefined || pulse.version === this.#version) return;
    this.#version = pulse.version;
    this.#seenAt = now - Math.max(0, ageMs);
  }

  isLive(now: number): boolean {
    return now - this.#seenAt < TUNING_STALE_MS;
  }
}
