import type { Json } from '@ag06/contracts';
import { canonicalJson } from '@ag06/engine';

/**
 * The input of a submission as the text that is stored. It is parsed only when somebody needs its values: a large one
 * is checked in a thread, and never becomes objects in the process that admits it.
 */
export class GivenInput {
  readonly text: string;
  #canonical: string | undefined;

  constructor(text: string, canonical?: string) {
    this.text = text;
    this.#canonical = canonical;
  }

  static of(value: Json): GivenInput {
    return new GivenInput(JSON.stringify(value));
  }

  /** Canonical text: two inputs are equal if these texts are. */
  get canonical(): string {
    this.#canonical ??= canonicalJson(this.value);
    return this.#canonical;
  }

  /** Parses anew each time, so that nobody shares the value. */
  get value(): Json {
    return JSON.parse(this.text);
  }
}
