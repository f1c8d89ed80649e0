import { expect } from '@jest/globals';

/**
 * The tokens of one run in two stores. The numbers may differ if one command gives several and the tested store moves
 * units in another order; the holders must not differ.
 */
export class Tokens {
  readonly #isExact: boolean;
  readonly #toTested = new Map<number, number>();
  readonly #toReference = new Map<number, number>();

  constructor(isExact: boolean) {
    this.#isExact = isExact;
  }

  isKnown(reference: number): boolean {
    if (this.#isExact) return true;

    return this.#toTested.has(reference);
  }

  /** Returns the token of the tested store for one of the reference. */
  toTested(reference: number): number {
    return this.#toTested.get(reference) ?? reference;
  }

  /** Pairs the tokens of one hold. Throws if only one of the stores has given the token before. */
  pair(reference: number, tested: number): void {
    if (
      !this.#isExact &&
      !this.#toTested.has(reference) &&
      !this.#toReference.has(tested) &&
      reference > 0 &&
      tested > 0
    ) {
      this.#toTested.set(reference, tested);
      this.#toReference.set(tested, reference);
    }
    expect({ token: tested }).toEqual({ token: this.toTested(reference) });
  }
}
