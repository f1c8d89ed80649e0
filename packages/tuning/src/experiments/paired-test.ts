import { SEQUENTIAL_DEFAULTS, type SequentialResult, SequentialTest } from './sequential-test.ts';

export interface PairedTestOptions {
  readonly alpha: number;
  /** Neighbouring pairs that are one observation: at the start, and at most. */
  readonly batch: { readonly min: number; readonly max: number };
}

/** So many observations, or pairs, without a decision are the end: what is left to find is too small to matter. */
const OBSERVATIONS_MAX = 120;
export const PAIRS_MAX = 240;
/** Observations that are more alike than this are not independent (design, section 8). */
const CORRELATION_MAX = 0.1;
const DIGITS = 6;

/**
 * A sequential test of the differences of pairs that may be alike one after another, as windows of time are: their means are
 * taken over more and more of them, until the correlation of neighbours is below 0.1.
 */
export class PairedTest {
  readonly #options: PairedTestOptions;
  readonly #differences: number[] = [];
  #batch: number;
  #means: number[] = [];
  #test: SequentialTest;

  constructor(options: PairedTestOptions, differences: readonly number[] = []) {
    this.#options = options;
    this.#batch = options.batch.min;
    this.#test = this.#begin();
    for (const difference of differences) this.add(difference);
  }

  get isOver(): boolean {
    return this.#test.isDecided || this.isFutile;
  }

  get isFutile(): boolean {
    if (this.#test.isDecided) return false;
    return this.#means.length >= OBSERVATIONS_MAX || this.#differences.length >= PAIRS_MAX;
  }

  /** Neighbouring pairs that are one observation. */
  get batch(): number {
    return this.#batch;
  }

  /** Adds the difference of one pair. What comes after the end changes nothing: evidence is not taken back by later chance. */
  add(difference: number): void {
    if (this.isOver) return;
    this.#differences.push(Number(difference.toPrecision(DIGITS)));
    if (this.#differences.length % this.#batch !== 0) return;
    const mean = meanOf(this.#differences.slice(-this.#batch));
    this.#means.push(mean);
    if (this.#widen()) return;
    this.#test.add(mean);
  }

  result(): SequentialResult {
    return this.#test.result();
  }

  /** All differences: a test of them goes on as this one would. */
  toModel(): number[] {
    return [...this.#differences];
  }

  /** Takes larger batches while neighbours are alike. Returns whether it did; the test is played again then. */
  #widen(): boolean {
    const before = this.#batch;
    while (
      this.#batch * 2 <= this.#options.batch.max &&
      this.#means.length >= SEQUENTIAL_DEFAULTS.firstLook &&
      correlationOf(this.#means) >= CORRELATION_MAX
    ) {
      this.#batch *= 2;
      this.#means = toBatches(this.#differences, this.#batch).map(meanOf);
    }
    if (this.#batch === before) return false;
    this.#test = this.#begin();
    for (const mean of this.#means) this.#test.add(mean);
    return true;
  }

  #begin(): SequentialTest {
    return new SequentialTest({ ...SEQUENTIAL_DEFAULTS, alpha: this.#options.alpha, batch: 1 });
  }
}

/** Of neighbours, from -1 to 1. */
function correlationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  let [variance, covariance, before] = [0, 0, 0];
  for (const [i, value] of values.entries()) {
    variance += (value - mean) ** 2;
    if (i > 0) covariance += (value - mean) * (before - mean);
    before = value;
  }
  return variance === 0 ? 0 : covariance / variance;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function toBatches(values: readonly number[], size: number): (readonly number[])[] {
  const whole = Math.floor(values.length / size);
  return Array.from({ length: whole }, (_, i) => values.slice(i * size, (i + 1) * size));
}
