import { recover } from './recover.ts';
import type { Second } from './second.ts';

/** How full the memory may become, and from where on that is watched. */
const SHARE_MAX = 0.85;
const WATCH_FROM = 0.7;
const SECONDS_KEPT = 60;
const STEP = 0.9;
const ROUNDING = 1e-9;

/** Keeps the memory of the process below its bound, by a line through (attempts at a time, memory) of the last minute. */
export class MemoryCap {
  readonly #points: { readonly x: number; readonly y: number }[] = [];
  #cap = Number.POSITIVE_INFINITY;

  step({ published, limit, inflight, memoryShare }: Second): number {
    this.#points.push({ x: inflight, y: memoryShare });
    if (this.#points.length > SECONDS_KEPT) this.#points.shift();
    if (memoryShare < WATCH_FROM) this.#cap = recover(this.#cap, published);
    else this.#cap = this.#capOf(published, limit, inflight, memoryShare);
    return this.#cap;
  }

  #capOf(published: number, limit: number, inflight: number, memoryShare: number): number {
    const most = highestOf(this.#points);
    if (most !== undefined) return Math.max(1, Math.floor(most + ROUNDING));
    // Memory that was used once may stay with the process, so a cap must not wait until it is returned.
    if (memoryShare <= SHARE_MAX) return recover(this.#cap, published);
    if (limit < 1) return this.#cap;
    return Math.max(1, Math.min(limit, Math.max(1, inflight)) * STEP);
  }
}

/** Returns the number of attempts at which the line reaches the bound. Undefined if memory does not grow with them. */
function highestOf(points: readonly { readonly x: number; readonly y: number }[]): number | undefined {
  const n = points.length;
  const [meanX, meanY] = [sum(points.map(({ x }) => x)) / n, sum(points.map(({ y }) => y)) / n];
  const varX = sum(points.map(({ x }) => (x - meanX) ** 2));
  const slope = varX === 0 ? 0 : sum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / varX;
  return slope > 0 ? meanX + (SHARE_MAX - meanY) / slope : undefined;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
