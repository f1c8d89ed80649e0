import { LabelLimiter, OTHER } from './label-limits.ts';

export type LabelValues<L extends readonly string[]> = { readonly [K in keyof L]: string };
export type Attributes = Readonly<Record<string, string>>;

const SEPARATOR = '\u0001';

/** A metric's cells by their label values, of which each label may have only so many. */
export class Cells<L extends readonly string[], C> {
  readonly #labels: L;
  readonly #create: (attributes: Attributes) => C;
  readonly #onFold: () => void;
  readonly #limiters: readonly LabelLimiter[];
  readonly #cells = new Map<string, C>();

  /** @param onFold told of each lookup whose values came to be `other` */
  constructor(labels: L, create: (attributes: Attributes) => C, onFold: () => void) {
    this.#labels = labels;
    this.#create = create;
    this.#onFold = onFold;
    this.#limiters = labels.map((label) => new LabelLimiter(label));
  }

  all(): IterableIterator<C> {
    return this.#cells.values();
  }

  /** The cell of these values; the same one each time. Its price is one look into a map. */
  at(values: LabelValues<L>): C {
    const known = this.#cells.get(toKey(values));
    return known ?? this.#atFolded(values);
  }

  #atFolded(values: readonly string[]): C {
    const folded = values.map((value, i) => this.#limiters[i]?.fold(value) ?? OTHER);
    if (folded.some((value, i) => value === OTHER && values[i] !== OTHER)) this.#onFold();
    const key = toKey(folded);
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const attributes = Object.fromEntries(this.#labels.map((label, i) => [label, folded[i] ?? OTHER]));
    const cell = this.#create(Object.freeze(attributes));
    this.#cells.set(key, cell);
    return cell;
  }
}

const toKey = (values: readonly string[]): string =>
  values.length === 1 ? (values[0] ?? '') : values.join(SEPARATOR);
