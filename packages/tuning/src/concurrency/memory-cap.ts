import { z } from 'zod';

/** What a window of the past weighs after each later one. */
const DISCOUNT = 0.98;
const WINDOWS_MIN = 5;
/** The share of memory that attempts may use. */
const TARGET = 0.85;
/** No line says much of loads that were never seen: so much more is tried at a time. */
const BLIND_FACTOR = 2;
/** In an hour, what was once seen counts for a third. */
const FADE = 0.9997;
const VARIATION_MIN = 1e-3;
const FULL = 0.8;

/** Discounted sums of the regression. */
export const MemoryModel = z.strictObject({
  weight: z.number(),
  x: z.number(),
  y: z.number(),
  xx: z.number(),
  xy: z.number(),
  /** The most attempts in flight for which there was memory, fading slowly. */
  most: z.number(),
});
export type MemoryModel = z.infer<typeof MemoryModel>;

const NOTHING: MemoryModel = { weight: 0, x: 0, y: 0, xx: 0, xy: 0, most: 0 };

/**
 * How many attempts a replica has memory for, from the regression of its memory on its attempts in flight. Old windows
 * fade.
 */
export class MemoryCap {
  #sums: MemoryModel;

  constructor(model = NOTHING) {
    this.#sums = model;
  }

  /** @param share of the machine's memory, from 0 to 1 */
  observe(inflightPerReplica: number, share: number): void {
    const x = inflightPerReplica;
    const { weight, x: sumX, y: sumY, xx, xy, most } = this.#sums;
    this.#sums = {
      weight: weight * DISCOUNT + 1,
      x: sumX * DISCOUNT + x,
      y: sumY * DISCOUNT + share,
      xx: xx * DISCOUNT + x * x,
      xy: xy * DISCOUNT + x * share,
      most: Math.max(most * FADE, share < FULL ? x : 0),
    };
  }

  /** The largest level that keeps memory below 85 %, as far as that is known; infinite if memory was not observed. */
  get level(): number {
    const { weight, x, y, xx, xy, most } = this.#sums;
    if (weight < WINDOWS_MIN) return Number.POSITIVE_INFINITY;
    const meanX = x / weight;
    const meanY = y / weight;
    const variance = xx / weight - meanX ** 2;
    if (variance < VARIATION_MIN * meanX ** 2) return Math.max(1, meanX * (meanY > FULL ? 1 : BLIND_FACTOR));
    const slope = (xy / weight - meanX * meanY) / variance;
    const byLine = slope > 0 ? meanX + (TARGET - meanY) / slope : Number.POSITIVE_INFINITY;
    return Math.max(1, Math.min(byLine, Math.max(meanX, most) * BLIND_FACTOR));
  }

  toModel(): MemoryModel {
    return this.#sums;
  }
}
