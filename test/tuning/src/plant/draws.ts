// In the sandbox of a test runner each use of a global is a slow look.
const { cos, exp, imul, log, PI, sqrt } = Math;

/** Numbers as if by chance, the same for each seed: mulberry32 (Tommy Ettinger, public domain), and draws made of it. */
export class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 to 1, without 1. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** With mean 0 and standard deviation 1 (Box and Muller, 1958). */
  normal(): number {
    return sqrt(-2 * log(1 - this.uniform())) * cos(2 * PI * this.uniform());
  }

  exponential(mean: number): number {
    return -mean * log(1 - this.uniform());
  }

  /** With mean 1. `variation`: standard deviation over mean. */
  lognormal(variation: number): number {
    const sigma2 = log(1 + variation ** 2);
    return exp(sqrt(sigma2) * this.normal() - sigma2 / 2);
  }
}
