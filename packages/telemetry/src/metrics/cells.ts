import { LabelLimiter, OTHER } from './label-limits.ts';

export type LabelValues<L extends readonly string[]> = { readonly [K in keyof L]: string };
export type Attributes = Readonly<Record<string, string>>;

/** A level of the tree of cells, by the value of one label. Below the last label are the cells. */
type Level = Map<string, unknown>;

/** The cells of a metric by their label values. The number of values per label is bounded. */
export class Cells<L extends readonly string[], C> {
  readonly #labels: L;
  readonly #create: (attributes: Attributes) => C;
  readonly #onFold: () => void;
  readonly #limiters: readonly LabelLimiter[];
  readonly #tree: Level = new Map();
  readonly #cells: C[] = [];

  /** @param onFold called with each lookup in which a value became `other` */
  constructor(labels: L, create: (attributes: Attributes) => C, onFold: () => void) {
    this.#labels = labels;
    this.#create = create;
    this.#onFold = onFold;
    this.#limiters = labels.map((label) => new LabelLimiter(label));
  }

  all(): readonly C[] {
    return this.#cells;
  }

  /** Returns the cell of these values, always the same one. Costs one look into a map per label. */
  at(values: LabelValues<L>): C {
    if (values.length === 0) return this.#cells[0] ?? this.#atFolded([]);
    let found: unknown = this.#tree;
    for (const value of values) {
      found = (found as Level).get(value);
      if (found === undefined) return this.#atFolded(values);
    }
    return found as C;
  }

  #atFolded(values: readonly string[]): C {
    const folded = values.map((value, i) => this.#limiters[i]?.fold(value) ?? OTHER);
    if (folded.some((value, i) => value === OTHER && values[i] !== OTHER)) this.#onFold();
    let level = this.#tree;
    for (const value of folded.slice(0, -1)) {
      const next = (level.get(value) as Level | undefined) ?? new Map();
      level.set(value, next);
      level = next;
    }
    const last = folded.at(-1) ?? '';
    const known = level.get(last) as C | undefined;
    if (known !== undefined) return known;
    const cell = this.#create(this.#toAttributes(folded));
    level.set(last, cell);
    this.#cells.push(cell);
    return cell;
  }

  #toAttributes(values: readonly string[]): Attributes {
    return Object.freeze(Object.fromEntries(this.#labels.map((label, i) => [label, values[i] ?? OTHER])));
  }
}
