/** A duration that was observed to its end or, if `isCensored`, only for this long. All of one curve have one unit. */
export interface ObservedDuration {
  readonly value: number;
  readonly isCensored: boolean;
}

/**
 * The share of attempts that last longer than a given time, estimated from durations of which some were cut off by a
 * time-out, a hedge or a cancellation (Kaplan and Meier, JASA 1958). A mean of what has finished would be too low.
 */
export class SurvivalCurve {
  /** How many durations it rests on. */
  readonly count: number;
  /** How many of them were observed to their end. */
  readonly endings: number;
  /** When the curve falls, in order, to which value, and the area below it until then. */
  readonly #times: number[] = [];
  readonly #shares: number[] = [];
  readonly #areas: number[] = [];

  constructor(durations: readonly ObservedDuration[]) {
    this.count = durations.length;
    this.endings = durations.filter(({ isCensored }) => !isCensored).length;
    const sorted = durations.toSorted((a, b) => a.value - b.value);
    let share = 1;
    let area = 0;
    let before = 0;
    for (let at = 0; at < sorted.length; ) {
      const value = sorted[at]?.value ?? 0;
      const left = sorted.length - at;
      let ended = 0;
      // A duration that is cut off at a moment was still going on then, so it counts among those at risk.
      for (; sorted[at]?.value === value; at++) if (sorted[at]?.isCensored === false) ended++;
      if (ended === 0) continue;
      area += share * (value - before);
      before = value;
      share *= 1 - ended / left;
      this.#times.push(value);
      this.#shares.push(share);
      this.#areas.push(area);
    }
  }

  /** The share that lasts longer than `time`, from 0 to 1. Beyond the last ending the curve keeps its last value. */
  at(time: number): number {
    return this.#shares[this.#stepAt(time)] ?? 1;
  }

  /** The share beyond the last ending: above 0 if the longest durations were cut off. */
  get tail(): number {
    return this.#shares.at(-1) ?? 1;
  }

  /** The expected duration of an attempt that is given up after `time`: the area below the curve until then. */
  meanUntil(time: number): number {
    const step = this.#stepAt(time);
    return (this.#areas[step] ?? 0) + (this.#shares[step] ?? 1) * (time - (this.#times[step] ?? 0));
  }

  /**
   * Returns the least time within which at least this share ends. Undefined if so many were never seen to end.
   *
   * @param q from 0 to 1
   */
  quantile(q: number): number | undefined {
    // The rounding error of products of shares must not move a quantile to the next step.
    const step = findFirst(this.#shares.length, (i) => 1 - (this.#shares[i] ?? 1) >= q - 1e-12);
    return this.#times[step];
  }

  /** The index of the last fall that is not later than `time`; -1 before the first. */
  #stepAt(time: number): number {
    return findFirst(this.#times.length, (i) => (this.#times[i] ?? 0) > time) - 1;
  }
}

/** Returns the first index below `length` for which a condition holds that stays true from there on; else `length`. */
function findFirst(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
