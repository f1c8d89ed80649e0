export type Part = string | number | boolean;

/** The flat list with which the function replies, read from its beginning to its end. */
export class ReplyParts {
  readonly #parts: readonly Part[];
  #at = 0;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  next(): Part | undefined {
    return this.#parts[this.#at++];
  }

  /** The next part, which stays the next. */
  peek(): Part | undefined {
    return this.#parts[this.#at];
  }

  text(): string {
    return String(this.next());
  }

  optionalText(): string | undefined {
    const part = this.next();
    return part === false ? undefined : String(part);
  }

  number(): number {
    return Number(this.next());
  }
}
