/** The outcomes of attempts within a few seconds; time-outs are failures, 429 and cancellations count as neither. */
interface FailureCount {
  readonly failures: number;
  readonly attempts: number;
}

/** What a breaker should be set to, given how often calls fail when nothing is wrong. */
interface BreakerChoice {
  /** The share of failures at which it opens. */
  readonly threshold: number;
  /** How long it stays open before its first probe, in milliseconds. */
  readonly openMs: number;
}

/** Calls in calm windows before the rate says anything. */
const ATTEMPTS_MIN = 200;
const FAILURES_MIN = 5;
const ATTEMPTS_IN_WINDOW_MIN = 8;
/** How far above the base rate a window has to be, besides three standard errors. */
const MARGIN = 0.1;
const THRESHOLD_MARGIN = 0.25;
const THRESHOLD = { min: 0.25, max: 0.6 } as const;
const OPEN_MS = { min: 1_000, max: 30_000, unknown: 5_000 } as const;
/** What a window weighs after each later one. */
const DISCOUNT = 0.999;
const OUTAGES_KEPT = 21;

/**
 * How often calls fail when nothing is wrong, learned from calm windows: the mean of a Beta distribution whose counts
 * fade. A breaker set by it neither opens for a service that always fails a little, nor waits until half of all fail.
 */
export class BaseFailureRate {
  #failures: number;
  #attempts: number;
  readonly #outagesMs: number[];

  constructor(model: { failures: number; attempts: number; outagesMs: readonly number[] } = NOTHING) {
    this.#failures = model.failures;
    this.#attempts = model.attempts;
    this.#outagesMs = [...model.outagesMs];
  }

  /** The share of calls that fail; of a Beta(1, 19) without any. */
  get rate(): number {
    return (this.#failures + 1) / (this.#attempts + 20);
  }

  /** Whether enough calls were seen for a setting to rest on it. */
  get isKnown(): boolean {
    return this.#attempts >= ATTEMPTS_MIN;
  }

  /** Adds a window, unless it is so bad that something is wrong. Returns whether it is. */
  add(count: FailureCount): boolean {
    if (this.isAlarming(count)) return true;
    this.#failures = this.#failures * DISCOUNT + count.failures;
    this.#attempts = this.#attempts * DISCOUNT + count.attempts;
    return false;
  }

  /** Whether so many failures in a window are more than chance: three standard errors and a tenth above the base rate. */
  isAlarming({ failures, attempts }: FailureCount): boolean {
    if (attempts < ATTEMPTS_IN_WINDOW_MIN || failures < FAILURES_MIN) return false;
    const error = Math.sqrt((this.rate * (1 - this.rate)) / attempts);
    return failures / attempts > this.rate + 3 * error + MARGIN;
  }

  /** Adds how long an outage lasted. */
  addOutage(ms: number): void {
    this.#outagesMs.push(ms);
    if (this.#outagesMs.length > OUTAGES_KEPT) this.#outagesMs.shift();
  }

  /** The setting of a breaker; undefined as long as too little is known. */
  choose(): BreakerChoice | undefined {
    if (!this.isKnown) return undefined;
    const sorted = this.#outagesMs.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1];
    return {
      threshold: clamp(this.rate + THRESHOLD_MARGIN, THRESHOLD),
      // A tenth of a usual outage: probes find its end soon, and are few until then.
      openMs: median === undefined ? OPEN_MS.unknown : clamp(median / 10, OPEN_MS),
    };
  }

  toModel() {
    return { failures: this.#failures, attempts: this.#attempts, outagesMs: [...this.#outagesMs] };
  }
}

const NOTHING = { failures: 0, attempts: 0, outagesMs: [] } as const;

const clamp = (value: number, { min, max }: { readonly min: number; readonly max: number }): number =>
  Math.min(max, Math.max(min, value));
