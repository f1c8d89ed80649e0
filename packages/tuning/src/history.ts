import { z } from 'zod';
import type { ObservedSample } from './observation.ts';
import { Slice, SliceModel } from './slice.ts';

export const MINUTE_S = 60;
/** The windows that are shown, minutes. */
export const WINDOWS = [1, 10, 60] as const;
/** The longest window and the minute under way. */
const SLICES_MAX = 61;

export const HistoryModel = z.strictObject({
  /** Of the first sample, seconds; null before there is one. */
  since: z.number().min(0).nullable(),
  lastAt: z.number().min(0).nullable(),
  total: SliceModel,
  slices: z.array(SliceModel).max(SLICES_MAX),
});
export type HistoryModel = z.infer<typeof HistoryModel>;

/** The attempts of one agent: all of them, and those of the last hour minute by minute. */
export class History {
  readonly #total: Slice;
  readonly #slices = new Map<number, Slice>();
  #since: number | undefined;
  #lastAt: number | undefined;

  constructor(model?: HistoryModel) {
    this.#total = model === undefined ? new Slice() : Slice.from(model.total);
    for (const slice of model?.slices ?? []) this.#slices.set(slice.minute, Slice.from(slice));
    this.#since = model?.since ?? undefined;
    this.#lastAt = model?.lastAt ?? undefined;
  }

  /** All since the beginning; of the figures of time, mean and quantiles are meant. */
  get total(): Slice {
    return this.#total;
  }

  /** Of the last sample, seconds. */
  get lastAt(): number | undefined {
    return this.#lastAt;
  }

  /** Adds samples. `t` is in seconds, and never less than before. */
  observe(samples: readonly ObservedSample[], t: number): void {
    if (samples.length === 0) return;
    this.#since ??= t;
    this.#lastAt = t;
    const slice = this.#sliceOf(Math.floor(t / MINUTE_S));
    for (const sample of samples) {
      slice.add(sample);
      this.#total.add(sample);
    }
  }

  /** Returns the attempts of a minute (counted from 1970) of the last hour; undefined if there were none. */
  minute(minute: number): Slice | undefined {
    return this.#slices.get(minute);
  }

  /** Returns the current minute and the `minutes` before it, and how many seconds of that were observed. */
  window(minutes: number, nowS: number): { readonly slice: Slice; readonly coveredSeconds: number } {
    const first = Math.floor(nowS / MINUTE_S) - minutes;
    const slice = new Slice();
    for (const [minute, one] of this.#slices) if (minute >= first) slice.merge(one);
    const since = Math.max(first * MINUTE_S, this.#since ?? nowS);
    return { slice, coveredSeconds: Math.max(0, nowS - since) };
  }

  /** Adds another history of the same agent. */
  merge(other: History): void {
    this.#total.merge(other.#total);
    for (const [minute, slice] of other.#slices) this.#sliceOf(minute).merge(slice);
    this.#since = least(this.#since, other.#since);
    this.#lastAt = negate(least(negate(this.#lastAt), negate(other.#lastAt)));
  }

  toModel(): HistoryModel {
    const slices = [...this.#slices].sort(([a], [b]) => a - b);
    return {
      since: this.#since ?? null,
      lastAt: this.#lastAt ?? null,
      total: this.#total.toModel(0),
      slices: slices.map(([minute, slice]) => slice.toModel(minute)),
    };
  }

  #sliceOf(minute: number): Slice {
    let slice = this.#slices.get(minute);
    if (slice === undefined) {
      slice = new Slice();
      this.#slices.set(minute, slice);
      const newest = Math.max(...this.#slices.keys());
      for (const old of this.#slices.keys()) if (old <= newest - SLICES_MAX) this.#slices.delete(old);
    }
    return slice;
  }
}

const negate = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value);
const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);
