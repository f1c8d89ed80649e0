/** What a window of the past weighs after each later one. */
const DISCOUNT = 0.98;
const WINDOWS_MIN = 5;
/** The share of memory that attempts may use. */
const TARGET = 0.85;
/** No line says much of loads that were never seen: so much more is tried at a time. */
const BLIND_FACTOR = 2;
const VARIATION_MIN = 1e-3;
const FULL = 0.8;

/**
 * How many attempts a replica has memory for, from the regression of its memory on its attempts in flight. Old windows
 * fade.
 */
export class MemoryCap {
  #weight = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #xy = 0;

  /** @param share of the machine's memory, from 0 to 1 */
  observe(inflightPerReplica: number, share: number): void {
    const x = inflightPerReplica;
    this.#weight = this.#weight * DISCOUNT + 1;
    this.#x = this.#x * DISCOUNT + x;
    this.#y = this.#y * DISCOUNT + share;
    this.#xx = this.#xx * DISCOUNT + x * x;
    this.#xy = this.#xy * DISCOUNT + x * share;
  }

  /** The largest level that keeps memory below 85 %, as far as that is known; infinite if memory was not observed. */
  get level(): number {
    if (this.#weight < WINDOWS_MIN) return Number.POSITIVE_INFINITY;
    const meanX = this.#x / this.#weight;
    const meanY = this.#y / this.#weight;
    const variance = this.#xx / this.#weight - meanX ** 2;
    if (variance < VARIATION_MIN * meanX ** 2) return Math.max(1, meanX * (meanY > FULL ? 1 : BLIND_FACTOR));
    const slope = (this.#xy / this.#weight - meanX * meanY) / variance;
    const byLine = slope > 0 ? meanX + (TARGET - meanY) / slope : Number.POSITIVE_INFINITY;
    return Math.max(1, Math.min(byLine, meanX * BLIND_FACTOR));
  }
}
