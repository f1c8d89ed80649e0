import type { RequestRate } from './options.ts';
import { ProblemError } from './problem.ts';

/** The most tenants that are kept apart; beyond, the one that asked longest ago is forgotten, and begins with a full bucket. */
const TENANTS_MAX = 10_000;

interface Bucket {
  tokens: number;
  /** Milliseconds of the clock at which `tokens` was counted. */
  at: number;
}

/** A token bucket for each tenant, in this process: a request takes a token, and tokens come back at the tenant's rate. */
export class TenantRates {
  readonly #now: () => number;
  /** The one that asked longest ago is the first. */
  readonly #buckets = new Map<string, Bucket>();

  /** @param now milliseconds since any fixed moment */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Takes a token of the tenant. Throws `ProblemError` RATE_EXCEEDED with `Retry-After` if there is none.
   *
   * @param owner the tag of the tenant
   * @throws TypeError for a rate that is none
   */
  take(owner: string, { perSecond, burst = Math.max(1, perSecond) }: RequestRate): void {
    if (!(perSecond > 0 && burst >= 1))
      throw new TypeError('A rate has perSecond above 0, and a burst of at least 1.');
    const now = this.#now();
    const { tokens, at } = this.#buckets.get(owner) ?? { tokens: burst, at: now };
    const come = now > at ? ((now - at) * perSecond) / 1_000 : 0;
    const there = Math.min(burst, tokens + come);
    this.#keep(owner, { tokens: there >= 1 ? there - 1 : there, at: now });
    if (there >= 1) return;
    const seconds = Math.ceil((1 - there) / perSecond);
    const headers = { 'retry-after': String(seconds) };
    throw new ProblemError(429, 'RATE_EXCEEDED', `That are too many requests. Try again in ${seconds} s.`, {
      headers,
    });
  }

  #keep(owner: string, bucket: Bucket): void {
    this.#buckets.delete(owner);
    this.#buckets.set(owner, bucket);
    if (this.#buckets.size <= TENANTS_MAX) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      return;
    }
  }
}
