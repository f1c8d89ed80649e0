/** What moves the sums, in standard deviations. */
export interface CusumOptions {
  /** Deviations up to this are noise: half of the shift that is to be found. */
  readonly drift: number;
  /** The sum at which a change is told. */
  readonly threshold: number;
}

/** A shift by one standard deviation; a false alarm in about 1,300 windows (Siegmund's approximation). */
export const CUSUM_DEFAULTS: CusumOptions = { drift: 0.5, threshold: 6 };

export type Change = 'up' | 'down';

/**
 * Tells when the mean of standardised residuals is no longer 0, by two cumulative sums (Page, Biometrika 1954). It
 * begins anew after each alarm.
 */
export class Cusum {
  readonly #options: CusumOptions;
  #up = 0;
  #down = 0;

  constructor(options: CusumOptions = CUSUM_DEFAULTS) {
    this.#options = options;
  }

  /** Adds a residual in standard deviations. Returns the direction of a change; undefined if there is none. */
  add(residual: number): Change | undefined {
    const { drift, threshold } = this.#options;
    this.#up = Math.max(0, this.#up + residual - drift);
    this.#down = Math.max(0, this.#down - residual - drift);
    if (this.#up <= threshold && this.#down <= threshold) return undefined;
    const change = this.#up > threshold ? 'up' : 'down';
    this.reset();
    return change;
  }

  reset(): void {
    this.#up = 0;
    this.#down = 0;
  }
}
