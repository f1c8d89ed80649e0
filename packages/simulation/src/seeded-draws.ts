// In the sandbox of a test runner each use of a global is a slow look.
const { imul, log } = Math;

/** Numbers as if by chance, the same for each seed: mulberry32 (Tommy Ettinger, public domain), and draws made of it. */
export class SeededDraws {
  #state: number;

  constructor(seed: number) {
    this.#state = imul(seed + 1, 0x9e3779b1);
  }

  /** From 0 to 1, without 1. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** From 0 to `below` - 1. */
  whole(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  exponential(mean: number): number {
    return -mean * log(1 - this.uniform());
  }
}
