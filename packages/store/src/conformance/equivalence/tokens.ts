import { expect } from '@jest/globals';

/**
 * The tokens of one run in two stores. Their numbers may differ where one command gives several and the tested store moves
 * units in an order of its own; who holds what must not.
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

  /** The token that the tested store gave for the one of the reference. */
  toTested(reference: number): number {
    return this.#toTested.get(reference) ?? reference;
  }

  /** Both stores tell of the same hold: they did so before, or both for the first time. */
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
