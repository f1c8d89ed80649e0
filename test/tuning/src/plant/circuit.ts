import type { PlantSettings } from './plant.ts';

const WINDOW_SECONDS = 10;
const RESULTS_MIN = 8;

type CircuitState = 'closed' | 'open' | 'half-open';

/** The circuit breaker of a plant: opens by the share of failures of the last ten seconds, and probes with one call. */
export class Circuit {
  state: CircuitState = 'closed';
  opensAgainAt = 0;
  #isProbing = false;
  #results: { readonly t: number; readonly isBad: boolean }[] = [];

  /** Whether a call may begin. The first one after the open time is the probe. */
  admit(now: number): boolean {
    if (this.state === 'open' && now >= this.opensAgainAt) {
      this.state = 'half-open';
      this.#isProbing = false;
    }
    if (this.state === 'closed') return true;
    if (this.state === 'open' || this.#isProbing) return false;
    this.#isProbing = true;
    return true;
  }

  record(now: number, isBad: boolean, { breakerThreshold, breakerOpenMs }: PlantSettings): void {
    if (breakerThreshold === null) {
      this.state = 'closed';
      return;
    }
    if (this.state === 'half-open') {
      if (isBad) this.#open(now, breakerOpenMs);
      else this.state = 'closed';
      return;
    }
    this.#results = this.#results.filter(({ t }) => t >= now - WINDOW_SECONDS);
    this.#results.push({ t: now, isBad });
    if (this.state === 'open' || this.#results.length < RESULTS_MIN) return;
    const bad = this.#results.filter((result) => result.isBad).length;
    if (bad / this.#results.length >= breakerThreshold) this.#open(now, breakerOpenMs);
  }

  #open(now: number, openMs: number): void {
    this.state = 'open';
    this.opensAgainAt = now + openMs / 1_000;
    this.#results = [];
  }
}
