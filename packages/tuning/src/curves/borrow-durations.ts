import { DURATIONS_MIN } from './choose-hedge-delay.ts';
import { type ObservedDuration, SurvivalCurve } from './survival-curve.ts';

/** Fewer durations do not tell a median. */
const MEDIAN_MIN = 20;
/** Multiples of the median at which the shares that last longer are compared. */
const MULTIPLES = [1.5, 2, 3, 5];
/** Standard errors by which two shares differ: less is chance. */
const Z = 3;

/**
 * Returns durations of a size and, as long as it has fewer than 150, those of all others that look alike, scaled to its
 * median: slowness that does not come from the input is a multiple of what a size takes. Each size keeps its own order.
 * Only its own are returned if it has fewer than 20, or no median (most were cut off, or took no time).
 */
export function borrowDurations(
  own: readonly ObservedDuration[],
  others: readonly (readonly ObservedDuration[])[],
): readonly ObservedDuration[] {
  if (own.length >= DURATIONS_MIN) return own;
  const mine = toRelative(own);
  if (mine === undefined) return own;
  const alike = others
    .map(toRelative)
    .filter((one) => one !== undefined && looksAlike(mine.curve, one.curve));
  return [...own, ...alike.flatMap((one) => scale(one?.durations ?? [], mine.median))];
}

interface Relative {
  readonly median: number;
  /** In medians, as those of the curve. */
  readonly durations: readonly ObservedDuration[];
  readonly curve: SurvivalCurve;
}

function toRelative(durations: readonly ObservedDuration[]): Relative | undefined {
  if (durations.length < MEDIAN_MIN) return undefined;
  const median = new SurvivalCurve(durations).quantile(0.5);
  if (median === undefined || median <= 0) return undefined;
  const relative = scale(durations, 1 / median);
  return { median, durations: relative, curve: new SurvivalCurve(relative) };
}

/** Whether shares of two sizes beyond multiples of their medians differ by no more than chance. */
function looksAlike(a: SurvivalCurve, b: SurvivalCurve): boolean {
  return MULTIPLES.every((multiple) => {
    const [p, q] = [a.at(multiple), b.at(multiple)];
    const both = (p * a.count + q * b.count) / (a.count + b.count);
    return Math.abs(p - q) <= Z * Math.sqrt(both * (1 - both) * (1 / a.count + 1 / b.count));
  });
}

const scale = (durations: readonly ObservedDuration[], factor: number): readonly ObservedDuration[] =>
  durations.map(({ value, isCensored }) => ({ value: value * factor, isCensored }));
