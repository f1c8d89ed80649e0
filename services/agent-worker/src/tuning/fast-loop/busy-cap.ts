import { recover } from './recover.ts';

const SHARE_MAX = 0.9;
const STEP = 0.9;

/** Lowers the limit by a tenth in each second in which something of the process is busy, and returns when it is not. */
export class BusyCap {
  #cap = Number.POSITIVE_INFINITY;

  /** @param share of the time, or of what the process may use */
  step(share: number, { published, limit }: { readonly published: number; readonly limit: number }): number {
    if (share > SHARE_MAX && limit > 0) this.#cap = Math.max(1, limit * STEP);
    else this.#cap = recover(this.#cap, published);
    return this.#cap;
  }
}
