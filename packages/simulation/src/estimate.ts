import { type Measure, quantile } from './measures.ts';

/** What a measure will be; with a probability of 90 % it lies between `low` and `high`. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What is told of a measure. */
export interface SimulatedMeasure {
  readonly measure: Measure;
  readonly recorded: number;
  /** With the settings that were in force, as the same replay has it: to be compared with `recorded`. */
  readonly now: Estimate;
  readonly proposed: Estimate;
  /** Of `proposed` to `now`. */
  readonly difference: Estimate;
}

export interface Replicated {
  readonly measure: Measure;
  /** Of all blocks as they were. */
  readonly value: number;
  /** At least one. */
  readonly replicates: readonly number[];
  /** How many jobs the measure is about. */
  readonly jobs: number;
}

/** What will be measured varies as much as what was recorded: both by chance, so the spread of one counts twice. */
const AGAIN = Math.SQRT2;
/** The quantile of a normal distribution for 90 %. */
const Z = 1.645;

/**
 * Returns an interval around a value from replicates of it, which tell how far off it may be. It is wider by as much as the
 * replay is off where it can be compared with what was recorded.
 */
export function toEstimate(
  { measure, value, replicates, jobs }: Replicated,
  compared: { readonly recorded: number; readonly replayed: number },
): Estimate {
  const off = toScale(measure, compared.recorded) - toScale(measure, compared.replayed);
  const scaled = replicates.map((one) => toScale(measure, one));
  const middle = toScale(measure, value);
  const { low, high } = toInterval(middle, scaled, chanceOf(measure, value, jobs));
  return {
    value,
    low: Math.min(value, fromScale(measure, low + Math.min(0, off))),
    high: Math.max(value, fromScale(measure, high + Math.max(0, off))),
  };
}

/** The same of a difference to what was in force, which is off by as much as that. */
export function toDifference({ measure, value, replicates, jobs }: Replicated, off: number): Estimate {
  const { low, high } = toInterval(value, replicates, Math.SQRT2 * chanceOf(measure, Math.abs(value), jobs));
  return { value, low: low - Math.max(0, off), high: high + Math.max(0, -off) };
}

/** Times are compared by their ratio, milliseconds and less as if they were alike; all else by its difference. */
const toScale = (measure: Measure, value: number): number =>
  measure.endsWith('Ms') ? Math.log1p(Math.max(0, value)) : value;

function fromScale(measure: Measure, scaled: number): number {
  if (measure.endsWith('Ms')) return Math.max(0, Math.expm1(scaled));
  if (measure.endsWith('Share')) return Math.min(1, Math.max(0, scaled));
  return measure === 'netValuePerSec' ? scaled : Math.max(0, scaled);
}

/** What a count of rare things varies at the least, although no replicate had one more. */
function chanceOf(measure: Measure, value: number, jobs: number): number {
  const isCount = measure.endsWith('Share') || measure === 'vainPerStep';
  return isCount ? (Z * Math.sqrt(2 * (value * jobs + 1))) / Math.max(1, jobs) : 0;
}

/** From the 5 % to the 95 % quantile, and once more as far, but not beyond what came in any replicate. */
function toInterval(
  value: number,
  replicates: readonly number[],
  chance: number,
): { low: number; high: number } {
  const sorted = replicates.toSorted((a, b) => a - b);
  const [least = value, most = value] = [sorted[0], sorted.at(-1)];
  const [low, middle, high] = [quantile(sorted, 0.05), quantile(sorted, 0.5), quantile(sorted, 0.95)];
  return {
    low: Math.min(value - chance, low, Math.max(least, value - AGAIN * (middle - low))),
    high: Math.max(value + chance, high, Math.min(most, value + AGAIN * (high - middle))),
  };
}
