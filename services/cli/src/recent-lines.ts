const FORGET_AFTER_MS = 30_000;
/** More different warnings than this within that time are told each. */
const REMEMBERED_MAX = 200;
/** Numbers that grow while something is away. Others are of a name, a port or an answer, and tell one warning from another. */
const GROWING = /\b\d+(\.\d+)?(?= (ms|s|min|h|tries|wait)\b)/g;

/** Remembers what was told lately, so that services that wait for a server do not say so on every line of the screen. */
export class RecentLines {
  readonly #told = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether a text was asked about before, within half a minute; times and counts in it that grow do not count. */
  has(text: string): boolean {
    const now = this.#now();
    const key = text.replace(GROWING, '0');
    const toldAt = this.#told.get(key);
    if (toldAt !== undefined && now - toldAt < FORGET_AFTER_MS) return true;
    if (this.#told.size >= REMEMBERED_MAX) this.#told.clear();
    this.#told.set(key, now);
    return false;
  }
}
