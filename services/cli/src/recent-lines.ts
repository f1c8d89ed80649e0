const FORGET_AFTER_MS = 30_000;
/** More different warnings than this within that time are told each. */
const REMEMBERED_MAX = 200;

/** Remembers what was told lately, so that services that wait for a server do not say so on every line of the screen. */
export class RecentLines {
  readonly #told = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether a text was asked about before, within half a minute; numbers in it, such as growing times, do not count. */
  has(text: string): boolean {
    const now = this.#now();
    const key = text.replace(/\d+/g, '0');
    const toldAt = this.#told.get(key);
    if (toldAt !== undefined && now - toldAt < FORGET_AFTER_MS) return true;
    if (this.#told.size >= REMEMBERED_MAX) this.#told.clear();
    this.#told.set(key, now);
    return false;
  }
}
