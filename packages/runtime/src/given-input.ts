import type { Json } from '@ag06/contracts';
import { canonicalJson } from '@ag06/engine';

/**
 * The input of a submission as the text that is stored. It is parsed only by whoever has to look into it: a large one is
 * judged elsewhere, and never becomes objects in the process that admits it.
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

  /** With sorted keys: two inputs are the same if these texts are. */
  get canonical(): string {
    this.#canonical ??= canonicalJson(this.value);
    return this.#canonical;
  }

  /** A new one each time: nobody shares it. */
  get value(): Json {
    return JSON.parse(this.text) as Json;
  }
}
