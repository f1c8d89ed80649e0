import type { MetricDefinition } from '../names/metric-definition.ts';
import type { Attributes, LabelValues } from './cells.ts';
import { limitOf, OTHER } from './label-limits.ts';

export type GaugeRow<L extends readonly string[]> = readonly [value: number, ...labels: LabelValues<L>];

interface GaugePoint {
  readonly attributes: Attributes;
  readonly value: number;
}

/**
 * A gauge of the table: rows that were written last, and rows that are read at each scrape. Rows with equal labels, or
 * beyond the limit of a label, are merged: counts (units in braces) are added, of anything else the highest stays.
 */
export class GaugeFamily<L extends readonly string[] = readonly string[]> {
  readonly definition: MetricDefinition;
  readonly #onFold: () => void;
  readonly #sources = new Set<() => Iterable<GaugeRow<L>>>();
  #written: readonly GaugeRow<L>[] = [];

  constructor(definition: MetricDefinition & { readonly labels: L }, onFold: () => void) {
    this.definition = definition;
    this.#onFold = onFold;
  }

  /** Replaces all written rows. They are merged when they are read, because most are replaced before that. */
  replace(rows: Iterable<GaugeRow<L>>): void {
    this.#written = [...rows];
  }

  /** Reads these rows from memory at each scrape, until the returned function is called. */
  read(source: () => Iterable<GaugeRow<L>>): () => void {
    this.#sources.add(source);
    return () => this.#sources.delete(source);
  }

  points(): readonly GaugePoint[] {
    if (this.#sources.size === 0) return this.#merge(this.#written);
    return this.#merge([...this.#written, ...[...this.#sources].flatMap((source) => [...source()])]);
  }

  #merge(rows: Iterable<GaugeRow<L>>): readonly GaugePoint[] {
    const isCount = this.definition.unit.startsWith('{');
    const known = this.definition.labels.map(() => new Set<string>());
    const points = new Map<string, { attributes: Attributes; value: number }>();
    for (const [value, ...values] of rows) {
      const folded = values.map((text, i) => this.#fold(text, i, known[i]));
      const key = folded.join('\u0001');
      const point = points.get(key);
      if (point === undefined) points.set(key, { attributes: this.#toAttributes(folded), value });
      else point.value = isCount ? point.value + value : Math.max(point.value, value);
    }
    return [...points.values()];
  }

  /** Merges anew each time, so that vanished rows make room for others. */
  #fold(value: string, i: number, known: Set<string> = new Set()): string {
    if (value === OTHER || known.has(value)) return value;
    if (known.size >= limitOf(this.definition.labels[i] ?? '')) {
      this.#onFold();
      return OTHER;
    }
    known.add(value);
    return value;
  }

  #toAttributes(values: readonly string[]): Attributes {
    return Object.fromEntries(this.definition.labels.map((label, i) => [label, values[i] ?? OTHER]));
  }
}
