/** Records of a hash that is read again and again: one is parsed anew only when its text has changed. */
export class ParsedRecords<T> {
  readonly #parse: (text: string) => T | undefined;
  #known: ReadonlyMap<string, { readonly text: string; readonly record: T | undefined }> = new Map();

  /** @param parse returns undefined for a broken record, which is left out */
  constructor(parse: (text: string) => T | undefined) {
    this.#parse = parse;
  }

  /** @param texts the whole hash: what is not in it is forgotten */
  read(texts: Readonly<Record<string, string>>): readonly T[] {
    const read = Object.entries(texts).map(([name, text]) => {
      const known = this.#known.get(name);
      return [name, known?.text === text ? known : { text, record: this.#parse(text) }] as const;
    });
    this.#known = new Map(read);
    return read.flatMap(([, { record }]) => record ?? []);
  }
}
