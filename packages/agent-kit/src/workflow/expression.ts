/** `${source}` in a definition: it becomes a value of type `T` when its step starts. */
export class Expression<out T = unknown> {
  /** Never set: it carries the type. */
  declare readonly '~type'?: T;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** Returns the expression as a template, so that `Hello ${input.name}` is one, too. */
  toString(): string {
    return `\${${this.#source}}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
