import { z } from 'zod';

/** Of a test that may be looked at after every pair. */
export interface SequentialTestOptions {
  /** The share of experiments without an effect that may find one. */
  readonly alpha: number;
  /** The number of batches before the first look. With fewer, the variance is a guess. */
  readonly firstLook: number;
  /** The number of pairs whose mean is one observation: windows that follow each other are alike. */
  readonly batch: number;
}

/** The defaults of section 8 of the design: 2 to 3 % false positives of independent pairs over 300 looks. */
export const SEQUENTIAL_DEFAULTS: SequentialTestOptions = { alpha: 0.02, firstLook: 10, batch: 1 };

export interface SequentialResult {
  /** Batches seen. */
  readonly count: number;
  /** The mean difference; of log-ratios, so 0.05 is about 5 %. 0 without a batch. */
  readonly mean: number;
  /** Valid at every look: it only falls. 1 before the first look. */
  readonly p: number;
  /** With a probability of 1 - alpha it covers the truth at all looks. Undefined before the first look. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** Whether the difference is decided, now or at an earlier look. */
  readonly isDecided: boolean;
}

const SequentialModel = z.strictObject({
  batchSum: z.number(),
  batchCount: z.int().min(0),
  count: z.int().min(0),
  mean: z.number(),
  squares: z.number(),
  p: z.number(),
  isDecided: z.boolean(),
});
type SequentialModel = z.infer<typeof SequentialModel>;

// In the sandbox of a test runner each use of a global is a slow look.
const { exp, log, log1p, min, sqrt } = Math;

/** Of the mixture, as a share of the standard deviation. */
const TAU = 0.5;

/**
 * Whether the mean of differences is other than 0, answered at any time without more false positives: the mixture
 * sequential probability ratio test with the variance of the sample (Johari, Pekelis and Walsh, Operations Research
 * 2022). Memory does not grow.
 */
export class SequentialTest {
  readonly #options: SequentialTestOptions;
  #batchSum: number;
  #batchCount: number;
  #count: number;
  #mean: number;
  /** The sum of squared deviations from the mean (Welford, 1962). */
  #squares: number;
  #p: number;
  #isDecided: boolean;

  constructor(options: SequentialTestOptions = SEQUENTIAL_DEFAULTS, model?: SequentialModel) {
    this.#options = options;
    this.#batchSum = model?.batchSum ?? 0;
    this.#batchCount = model?.batchCount ?? 0;
    this.#count = model?.count ?? 0;
    this.#mean = model?.mean ?? 0;
    this.#squares = model?.squares ?? 0;
    this.#p = model?.p ?? 1;
    this.#isDecided = model?.isDecided ?? false;
  }

  /** Adds the difference of one pair, such as the log-ratio of the values of two blocks. */
  add(difference: number): void {
    this.#batchSum += difference;
    if (++this.#batchCount < this.#options.batch) return;
    const value = this.#batchSum / this.#batchCount;
    this.#batchSum = 0;
    this.#batchCount = 0;
    const before = value - this.#mean;
    this.#mean += before / ++this.#count;
    this.#squares += before * (value - this.#mean);
    this.#look();
  }

  /** Whether the difference is decided, now or at an earlier look. */
  get isDecided(): boolean {
    return this.#isDecided;
  }

  result(): SequentialResult {
    return {
      count: this.#count,
      mean: this.#mean,
      p: this.#p,
      interval: this.#interval(),
      isDecided: this.#isDecided,
    };
  }

  toModel(): SequentialModel {
    return {
      batchSum: this.#batchSum,
      batchCount: this.#batchCount,
      count: this.#count,
      mean: this.#mean,
      squares: this.#squares,
      p: this.#p,
      isDecided: this.#isDecided,
    };
  }

  #look(): void {
    if (this.#count < this.#options.firstLook) return;
    const evidence = this.#evidence();
    this.#isDecided ||= evidence >= log(1 / this.#options.alpha);
    this.#p = min(this.#p, exp(-evidence));
  }

  /** The logarithm of the likelihood ratio of a mixture of differences to none. */
  #evidence(): number {
    const { variance, mixture, n } = this.#moments();
    // Differences that are all alike: either there is none, or nothing but one.
    if (variance === 0) return this.#mean === 0 ? 0 : Number.POSITIVE_INFINITY;
    const spread = variance + n * mixture;
    return 0.5 * log(variance / spread) + (n * n * mixture * this.#mean ** 2) / (2 * variance * spread);
  }

  #interval(): readonly [number, number] | undefined {
    if (this.#count < this.#options.firstLook) return undefined;
    const { variance, mixture, n } = this.#moments();
    if (variance === 0) return [this.#mean, this.#mean];
    const spread = sqrt(
      ((2 * variance * (variance + n * mixture)) / (n * n * mixture)) *
        (log(1 / this.#options.alpha) + 0.5 * log1p((n * mixture) / variance)),
    );
    return [this.#mean - spread, this.#mean + spread];
  }

  #moments(): { readonly variance: number; readonly mixture: number; readonly n: number } {
    const variance = this.#squares / (this.#count - 1);
    return { variance, mixture: TAU * TAU * variance, n: this.#count };
  }
}
