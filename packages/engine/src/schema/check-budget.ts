/** Thrown inside a check that costs too much. It never leaves the engine. */
export class CheckTooCostly extends Error {
  override readonly name = 'CheckTooCostly';
}

const REFERENCES = 200_000;
const PATTERN_WORK = 20_000_000;

/**
 * The budget of one check of an input. References can multiply work (a few lines of schema can ask for 2^40 checks), and
 * matching a pattern costs text length times pattern size.
 */
export class CheckBudget {
  #references = REFERENCES;
  #patternWork = PATTERN_WORK;

  reset(): void {
    this.#references = REFERENCES;
    this.#patternWork = PATTERN_WORK;
  }

  spendReference(): void {
    this.#references -= 1;
    if (this.#references < 0)
      throw new CheckTooCostly(`a schema that follows at most ${REFERENCES} references`);
  }

  spendPattern(work: number): void {
    this.#patternWork -= work;
    if (this.#patternWork < 0)
      throw new CheckTooCostly('patterns that cost less: shorter strings or simpler patterns');
  }
}
