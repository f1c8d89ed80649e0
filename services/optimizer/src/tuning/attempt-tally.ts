import type { Sample } from '@ag06/contracts/tuning';
import { z } from 'zod';

/** An attempt, and what it has brought by the objective. */
export interface JudgedAttempt {
  readonly sample: Sample;
  /** The value of the step that it ended, less what it cost if it was in vain. */
  readonly value: number;
  /** What it could have brought at best. */
  readonly possible: number;
}

/** What attempts have brought. */
export const TallyFigures = z.strictObject({
  attempts: z.int().min(0),
  /** Of the value that was possible, a share; negative: they have cost more than they brought. */
  worth: z.number(),
  /** Its standard error; 0: not known. */
  worthError: z.number().min(0).default(0),
  /** Shares of attempts that failed. */
  failures: z.number(),
  ooms: z.int().min(0),
  /** Of their durations. */
  p99Ms: z.number(),
});
export type TallyFigures = z.infer<typeof TallyFigures>;

/** Buckets of durations grow by this factor, so a quantile is off by so much at most. */
const GROWTH = 1.05;
const P99 = 0.99;

/**
 * What attempts bring, by the value that was possible: so it does not matter which priorities were among them. Attempts that
 * were cancelled, as the slower ones of two, only cost.
 */
export class AttemptTally {
  #attempts = 0;
  #value = 0;
  #possible = 0;
  #count = 0;
  /** Sums of squares and products of values and what was possible. */
  #squares = { value: 0, both: 0, possible: 0 };
  #failures = 0;
  #ooms = 0;
  readonly #durations = new Map<number, number>();

  get attempts(): number {
    return this.#attempts;
  }

  add({ sample: { outcome, durMs }, value, possible }: JudgedAttempt): void {
    const isCancelled = outcome === 'cancelled';
    this.#addValue(value, isCancelled ? 0 : possible);
    if (isCancelled) return;
    this.#attempts++;
    if (outcome === 'error' || outcome === 'timeout' || outcome === 'oom') this.#failures++;
    if (outcome === 'oom') this.#ooms++;
    if (outcome === '429') return;
    const bucket = Math.ceil(Math.log(Math.max(1e-3, durMs)) / Math.log(GROWTH));
    this.#durations.set(bucket, (this.#durations.get(bucket) ?? 0) + 1);
  }

  /** How many attempts lasted longer. */
  countAbove(ms: number): number {
    let count = 0;
    for (const [bucket, ofBucket] of this.#durations) if (GROWTH ** (bucket - 1) > ms) count += ofBucket;
    return count;
  }

  figures(): TallyFigures {
    return {
      attempts: this.#attempts,
      worth: this.#worth,
      worthError: this.#worthError,
      failures: this.#attempts === 0 ? 0 : this.#failures / this.#attempts,
      ooms: this.#ooms,
      p99Ms: this.#p99(),
    };
  }

  #addValue(value: number, possible: number): void {
    this.#count++;
    this.#value += value;
    this.#possible += possible;
    this.#squares.value += value ** 2;
    this.#squares.both += value * possible;
    this.#squares.possible += possible ** 2;
  }

  get #worth(): number {
    return this.#possible === 0 ? 0 : this.#value / this.#possible;
  }

  /** Of a ratio of sums (Cochran, Sampling Techniques, 1977, section 6.3). */
  get #worthError(): number {
    if (this.#possible === 0 || this.#count < 2) return 0;
    const { value, both, possible } = this.#squares;
    const residuals = Math.max(0, value - 2 * this.#worth * both + this.#worth ** 2 * possible);
    return Math.sqrt((this.#count / (this.#count - 1)) * residuals) / this.#possible;
  }

  #p99(): number {
    const buckets = [...this.#durations].sort(([a], [b]) => a - b);
    const all = buckets.reduce((sum, [, count]) => sum + count, 0);
    let seen = 0;
    for (const [bucket, count] of buckets) {
      seen += count;
      if (seen >= P99 * all) return GROWTH ** bucket;
    }
    return 0;
  }
}
