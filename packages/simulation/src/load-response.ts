import type { SeededDraws } from './seeded-draws.ts';

/** An attempt that succeeded: how many ran when it began, itself included, and its duration over the mean of its kind. */
export interface LoadPoint {
  readonly level: number;
  readonly relative: number;
}

/** The levels at which enough attempts began to say how long they take there. */
export interface SeenLevels {
  readonly least: number;
  readonly most: number;
}

/** What services do beyond the levels that were seen. Durations grow as a power of the level. */
interface Beyond {
  /** Up to here the law holds that was seen. */
  readonly knee: number;
  readonly above: number;
  readonly below: number;
}

/** The law of a service: `1 + contention (n - 1) + coherency n (n - 1)`. */
interface FittedLaw {
  readonly contention: number;
  readonly coherency: number;
}

/** The mean of the logarithm of how far beyond the seen levels the law holds. Half of all services: twice as far. */
const KNEE_LOG_MEAN = 1;
/** The largest powers: a service that does nothing more from its knee on has 1, and one that thrashes more. */
const POWERS = { above: 1.2, below: 1.1 } as const;
/** As the median of the draws. */
const MEDIAN: Omit<Beyond, 'knee'> & { readonly knee: number } = {
  knee: Math.exp(KNEE_LOG_MEAN * Math.LN2),
  above: 0.5 * POWERS.above,
  below: 0.5 * POWERS.below,
};

/**
 * How many times as long attempts take with so many at a time as alone. Within the levels that were seen it is what was seen
 * (Gunther's Universal Scalability Law); beyond them it is one of the many things that services do.
 */
export class LoadResponse {
  readonly #law: FittedLaw;
  readonly #seen: SeenLevels;
  readonly #beyond: Beyond;

  private constructor(law: FittedLaw, seen: SeenLevels, beyond: Beyond) {
    this.#law = law;
    this.#seen = seen;
    this.#beyond = beyond;
  }

  /** The response in the middle of those that `draw` gives. */
  static middle(law: FittedLaw, seen: SeenLevels): LoadResponse {
    return new LoadResponse(law, seen, { ...MEDIAN, knee: seen.most * MEDIAN.knee });
  }

  static draw(law: FittedLaw, seen: SeenLevels, draws: SeededDraws): LoadResponse {
    return new LoadResponse(law, seen, {
      knee: seen.most * Math.exp(draws.exponential(KNEE_LOG_MEAN)),
      above: POWERS.above * draws.uniform(),
      below: POWERS.below * draws.uniform(),
    });
  }

  factor(level: number): number {
    const { contention, coherency } = this.#law;
    const { knee, above, below } = this.#beyond;
    const seen = 1 + contention * (level - 1) + coherency * level * (level - 1);
    if (level > knee) return seen * (level / knee) ** above;
    if (level < this.#seen.least) return seen * (level / this.#seen.least) ** below;
    return seen;
  }
}

/** Of all attempts. Fewer began at a level by chance. */
const SEEN_SHARE = 0.01;

/** @param levels at which attempts began, at least one */
export function toSeenLevels(levels: readonly number[]): SeenLevels {
  const sorted = levels.toSorted((a, b) => a - b);
  const rare = Math.floor(SEEN_SHARE * sorted.length);
  return { least: sorted[rare] ?? 1, most: sorted[sorted.length - 1 - rare] ?? 1 };
}

interface Bin {
  readonly level: number;
  count: number;
  sum: number;
  squares: number;
}

/** A term has to explain as much as two of pure chance (Akaike). */
const PRICE_OF_TERM = 2;

/** Fits the law by weighted least squares. Durations never fall with the level; a term that would is left out. */
export function fitLaw(points: readonly LoadPoint[]): FittedLaw {
  const bins = toBins(points);
  const spread = relativeVariance(bins);
  let best = { law: { contention: 0, coherency: 0 }, cost: Number.POSITIVE_INFINITY };
  for (const terms of [[0], [0, 1], [0, 2], [0, 1, 2]]) {
    const fitted = bins.length < terms.length ? undefined : fitTerms(bins, terms);
    if (fitted === undefined) continue;
    const [single, contention, coherency] = fitted;
    if (!(single > 0) || contention < 0 || coherency < 0) continue;
    const cost = misfit(bins, fitted) / spread + PRICE_OF_TERM * terms.length;
    if (cost < best.cost)
      best = { law: { contention: contention / single, coherency: coherency / single }, cost };
  }
  return best.law;
}

type Coefficients = readonly [single: number, contention: number, coherency: number];

const toTerms = (level: number): Coefficients => [1, level - 1, level * (level - 1)];

function toBins(points: readonly LoadPoint[]): readonly Bin[] {
  const bins = new Map<number, Bin>();
  for (const { level, relative } of points) {
    const bin = bins.get(level) ?? { level, count: 0, sum: 0, squares: 0 };
    bins.set(level, bin);
    bin.count++;
    bin.sum += relative;
    bin.squares += relative ** 2;
  }
  return [...bins.values()];
}

/** How much attempts of one level vary, over the square of their mean. */
function relativeVariance(bins: readonly Bin[]): number {
  let [sum, freedom] = [0, 0];
  for (const { count, sum: total, squares } of bins) {
    const mean = total / count;
    sum += (squares - count * mean ** 2) / mean ** 2;
    freedom += count - 1;
  }
  return Math.max(1e-6, freedom > 0 ? sum / freedom : 1);
}

/** Attempts vary in proportion to how long they take. */
const weightOf = ({ count, sum }: Bin): number => count / (sum / count) ** 2;

function misfit(bins: readonly Bin[], coefficients: Coefficients): number {
  return bins.reduce((cost, bin) => {
    const fitted = toTerms(bin.level).reduce((sum, term, i) => sum + term * (coefficients[i] ?? 0), 0);
    return cost + weightOf(bin) * (bin.sum / bin.count - fitted) ** 2;
  }, 0);
}

/** Solves the normal equations of some of the terms by Gaussian elimination. Undefined if they have no one solution. */
function fitTerms(bins: readonly Bin[], terms: readonly number[]): Coefficients | undefined {
  const rows = terms.map((row) => [
    ...terms.map((column) => momentOf(bins, row, column)),
    momentOf(bins, row),
  ]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows[i];
    const lead = pivot?.[i] ?? 0;
    if (pivot === undefined || Math.abs(lead) < 1e-12) return undefined;
    for (let other = 0; other < rows.length; other++) {
      const row = rows[other];
      if (other === i || row === undefined) continue;
      const times = (row[i] ?? 0) / lead;
      for (let k = i; k < row.length; k++) row[k] = (row[k] ?? 0) - times * (pivot[k] ?? 0);
    }
  }
  const solved: [number, number, number] = [0, 0, 0];
  terms.forEach((term, i) => {
    solved[term] = (rows[i]?.[terms.length] ?? 0) / (rows[i]?.[i] ?? 1);
  });
  return solved.every(Number.isFinite) ? solved : undefined;
}

/** The weighted sum of one term times another, or times what was measured. */
function momentOf(bins: readonly Bin[], row: number, column?: number): number {
  return bins.reduce((sum, bin) => {
    const terms = toTerms(bin.level);
    const other = column === undefined ? bin.sum / bin.count : (terms[column] ?? 0);
    return sum + weightOf(bin) * (terms[row] ?? 0) * other;
  }, 0);
}
