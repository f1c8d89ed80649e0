import { inverse, Matrix } from 'ml-matrix';

/** How long attempts took on average with so many in flight, and on how many attempts that rests. */
interface MeasuredLevel {
  readonly level: number;
  readonly meanSeconds: number;
  /** The standard error of the logarithm of the mean. */
  readonly error: number;
}

export interface Predicted {
  readonly value: number;
  /** With a probability of 90 % the truth lies within. */
  readonly low: number;
  readonly high: number;
}

/** The quantile of a normal distribution for 90 %. */
const Z = 1.645;
const LEVELS_MIN = 4;

/**
 * Predicts how long attempts take with more or fewer in flight, by Gunther's Universal Scalability Law: D(n) = a + b (n - 1) +
 * c n (n - 1), fitted to measured levels by weighted least squares. Trust D(n), and the level of the most throughput only
 * once levels have passed it.
 */
export class UslFit {
  readonly #coefficients: readonly number[];
  readonly #covariance: Matrix;

  private constructor(coefficients: readonly number[], covariance: Matrix) {
    this.#coefficients = coefficients;
    this.#covariance = covariance;
  }

  /** Undefined if too few levels are known. */
  static fit(levels: readonly MeasuredLevel[]): UslFit | undefined {
    if (levels.length < LEVELS_MIN) return undefined;
    const rows = new Matrix(levels.map(({ level }) => toTerms(level)));
    const weights = Matrix.diag(levels.map(({ meanSeconds, error }) => 1 / (meanSeconds * error) ** 2));
    const seconds = Matrix.columnVector(levels.map(({ meanSeconds }) => meanSeconds));
    const weighted = rows.transpose().mmul(weights);
    // By singular values, which answers for levels that are hardly apart as well.
    const covariance = inverse(weighted.mmul(rows), true);
    const coefficients = covariance.mmul(weighted.mmul(seconds)).to1DArray();
    return coefficients.every(Number.isFinite) ? new UslFit(coefficients, covariance) : undefined;
  }

  /** The mean duration with so many in flight, seconds. */
  seconds(level: number): Predicted {
    const terms = toTerms(level);
    const value = terms.reduce((sum, term, i) => sum + term * (this.#coefficients[i] ?? 0), 0);
    const row = Matrix.rowVector(terms);
    const spread = Z * Math.sqrt(Math.max(0, row.mmul(this.#covariance).mmul(row.transpose()).get(0, 0)));
    return { value, low: value - spread, high: value + spread };
  }

  /** Attempts per second with so many in flight. */
  throughput(level: number): Predicted {
    const { value, low, high } = this.seconds(level);
    const rate = (seconds: number): number => (seconds > 0 ? level / seconds : Number.POSITIVE_INFINITY);
    return { value: rate(value), low: rate(high), high: rate(low) };
  }

  /** The level of the most throughput; undefined if it lies nowhere in sight. */
  get bestLevel(): number | undefined {
    const [single = 0, contention = 0, coherency = 0] = this.#coefficients;
    const best = Math.sqrt((single - contention) / coherency);
    return coherency > 0 && best > 0 ? best : undefined;
  }
}

const toTerms = (level: number): number[] => [1, level - 1, level * (level - 1)];
