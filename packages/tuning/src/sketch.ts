import { DDSketch } from '@datadog/sketches-js';
import { z } from 'zod';

/** Quantiles are off by this share at most. */
export const RELATIVE_ACCURACY = 0.01;
const BINS_MAX = 4_096;

const count = z.int().min(0);

/** The bins of a sketch from the first that is not empty, values of zero apart, and the sum of all in microseconds. */
export const SketchModel = z.strictObject({
  zeros: count,
  firstKey: z.int(),
  bins: z.array(count).max(BINS_MAX),
  /** Waits of a long backlog exceed the whole numbers that are exact. */
  sumUs: z.number().min(0),
});
export type SketchModel = z.infer<typeof SketchModel>;

/** A distribution of durations that can be merged: DDSketch (Masson, Rim, Lee, VLDB 2019). Milliseconds. */
export class Sketch {
  readonly #sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
  /** Whole numbers add up alike in every order. */
  #sumUs = 0;

  static from(model: SketchModel): Sketch {
    const made = new Sketch();
    made.#sketch.zeroCount = model.zeros;
    made.#sketch.count = model.zeros;
    for (const [i, weight] of model.bins.entries()) {
      if (weight === 0) continue;
      made.#sketch.store.add(model.firstKey + i, weight);
      made.#sketch.count += weight;
    }
    made.#sumUs = model.sumUs;
    return made;
  }

  get count(): number {
    return this.#sketch.count;
  }

  add(ms: number): void {
    // To the microsecond: bins reach from the least value to the largest.
    const us = Math.round(ms * 1_000);
    this.#sketch.accept(us / 1_000);
    this.#sumUs += us;
  }

  merge(other: Sketch): void {
    if (other.count === 0) return;
    this.#sketch.merge(other.#sketch);
    this.#sumUs += other.#sumUs;
  }

  meanMs(): number | undefined {
    return this.count === 0 ? undefined : this.#sumUs / 1_000 / this.count;
  }

  /**
   * Returns the least value that at least this share of all values do not exceed (nearest rank), so that a high
   * quantile of few values is their maximum. Undefined if there are no values.
   *
   * @param q from 0 to 1
   */
  quantileMs(q: number): number | undefined {
    if (this.count === 0) return undefined;
    // The rounding error of a decimal share must not add a rank.
    const rank = Math.max(0, Math.ceil(q * this.count - 1e-9) - 1);
    // The sketch looks for a place between this value and the next one.
    return this.#sketch.getValueAtQuantile(Math.min(1, (rank + 0.5) / Math.max(1, this.count - 1)));
  }

  toModel(): SketchModel {
    const { store, zeroCount } = this.#sketch;
    const first = store.bins.findIndex((weight) => weight > 0);
    const last = store.bins.findLastIndex((weight) => weight > 0);
    return {
      zeros: zeroCount,
      firstKey: first < 0 ? 0 : first + store.offset,
      bins: first < 0 ? [] : store.bins.slice(first, last + 1),
      sumUs: this.#sumUs,
    };
  }
}
