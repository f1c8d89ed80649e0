import type { MetricDefinition } from '../names/metric-definition.ts';
import { type Attributes, Cells, type LabelValues } from './cells.ts';

/** Counts values per bucket. Recording one adds to two numbers. */
export class HistogramCell {
  readonly attributes: Attributes;
  /** Upper bounds, inclusive. The last bucket has none. */
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum = 0;

  constructor(attributes: Attributes, bounds: readonly number[]) {
    this.attributes = attributes;
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  record(value: number): void {
    const { bounds, counts } = this;
    let i = 0;
    while (i < bounds.length && value > (bounds[i] as number)) i++;
    counts[i] = (counts[i] as number) + 1;
    this.sum += value;
  }

  recordMs(ms: number): void {
    this.record(ms / 1000);
  }
}

/** A histogram of the table, with a cell for each combination of its label values. */
export class HistogramFamily<L extends readonly string[] = readonly string[]> {
  readonly definition: MetricDefinition;
  readonly #cells: Cells<L, HistogramCell>;

  constructor(definition: MetricDefinition & { readonly labels: L }, onFold: () => void) {
    const bounds = definition.buckets ?? [];
    this.definition = definition;
    this.#cells = new Cells(definition.labels, (attributes) => new HistogramCell(attributes, bounds), onFold);
  }

  at(...values: LabelValues<L>): HistogramCell {
    return this.#cells.at(values);
  }

  cells(): Iterable<HistogramCell> {
    return this.#cells.all();
  }
}
