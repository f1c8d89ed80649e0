import { recover } from './recover.ts';
import type { Second } from './second.ts';

/** A window ends with so many successes, so that a mean says something. */
const WINDOW = 20;
const WEIGHT = 0.3;
/** While it brakes, the reference follows slowly: a service that stays slower is braked for a minute or so. */
const WEIGHT_WHILE_SLOW = 0.05;
const LN_MORE = 0.5;
/** Shorter differences are those of timers and of code that gets warm. */
const MORE_MS = 5;
const WINDOWS = 2;
/** The least of what it was told that a brake leaves. */
const LEAST_SHARE = 0.4;

/**
 * Brakes when calls take much longer than at the reference in two windows, and by more than a higher limit explains. Design,
 * section 5.1.
 */
export class Brake {
  #cap = Number.POSITIVE_INFINITY;
  /** Mean logarithm of milliseconds, and of the limit, at the reference. */
  #reference: { readonly lnMs: number; readonly lnLimit: number } | undefined;
  #succeeded = 0;
  #sumLnMs = 0;
  #slowWindows = 0;

  step({ published, own, limit, succeeded, sumLnMs }: Second): number {
    this.#succeeded += succeeded;
    this.#sumLnMs += sumLnMs;
    if (this.#succeeded < WINDOW || limit < 1) return this.#cap;
    const lnMs = this.#sumLnMs / this.#succeeded;
    [this.#succeeded, this.#sumLnMs] = [0, 0];
    const lnLimit = Math.log(limit);
    this.#reference ??= { lnMs, lnLimit };
    const { reference, isSlow } = this.#judge(lnMs, lnLimit);
    this.#slowWindows = isSlow ? this.#slowWindows + 1 : 0;
    if (this.#slowWindows >= WINDOWS) {
      const factor = Math.min(0.9, Math.max(LEAST_SHARE, 1.2 * Math.exp(reference.lnMs - lnMs)));
      const least = Math.max(1, LEAST_SHARE * Math.min(published, own));
      this.#cap = Math.max(least, limit * factor);
      this.#slowWindows = 0;
    } else if (!isSlow) this.#cap = recover(this.#cap, published);
    this.#follow(lnMs, lnLimit, isSlow);
    return this.#cap;
  }

  #judge(lnMs: number, lnLimit: number) {
    const reference = this.#reference ?? { lnMs, lnLimit };
    const allowed = LN_MORE + 2 * Math.max(0, lnLimit - reference.lnLimit);
    const isMuch = Math.exp(lnMs) - Math.exp(reference.lnMs) > MORE_MS;
    return { reference, isSlow: isMuch && lnMs - reference.lnMs > allowed };
  }

  #follow(lnMs: number, lnLimit: number, isSlow: boolean): void {
    const { reference } = this.#judge(lnMs, lnLimit);
    const weight = isSlow ? WEIGHT_WHILE_SLOW : WEIGHT;
    this.#reference = {
      lnMs: reference.lnMs + weight * (lnMs - reference.lnMs),
      lnLimit: reference.lnLimit + weight * (lnLimit - reference.lnLimit),
    };
  }
}
