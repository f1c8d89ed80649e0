import { recover } from './recover.ts';
import type { Second } from './second.ts';

const SHARE_MAX = 0.03;
/** From this share on the service takes nearly nothing, and its Retry-After is for all. */
const REFUSES_ALL = 0.5;
const STEP = 0.98;
const HOLD_MAX_MS = 60_000;

/**
 * Lowers the limit to what a service took when it refuses attempts as too many (429). If it refuses most of them and names a
 * time, nothing begins until then; only where all attempts call one service.
 */
export class RateBackOff {
  #cap = Number.POSITIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;

  step({ now, published, limit, ended, refused, retryAfterMs, callsOneService }: Second): number {
    const share = ended === 0 ? 0 : refused / ended;
    if (share > SHARE_MAX) {
      this.#cap = Math.max(1, Math.min(limit, this.#cap) * (1 - share) * STEP);
      if (share > REFUSES_ALL && callsOneService) this.#heldUntil = now + Math.min(HOLD_MAX_MS, retryAfterMs);
    } else if (now >= this.#heldUntil) this.#cap = recover(this.#cap, published);
    return now < this.#heldUntil ? 0 : this.#cap;
  }
}
