import type { MetricDefinition } from '../names/metric-definition.ts';
import { type Attributes, Cells, type LabelValues } from './cells.ts';

/** One number that only rises. Adding to it costs no more than an addition. */
class CounterCell {
  readonly attributes: Attributes;
  value = 0;

  constructor(attributes: Attributes) {
    this.attributes = attributes;
  }

  /** `amount` must not be negative. */
  add(amount = 1): void {
    this.value += amount;
  }
}

/** A counter of the table, with a cell for each combination of its label values. */
export class CounterFamily<L extends readonly string[] = readonly string[]> {
  readonly definition: MetricDefinition;
  readonly #cells: Cells<L, CounterCell>;

  constructor(definition: MetricDefinition & { readonly labels: L }, onFold: () => void) {
    this.definition = definition;
    this.#cells = new Cells(definition.labels, (attributes) => new CounterCell(attributes), onFold);
  }

  at(...values: LabelValues<L>): CounterCell {
    return this.#cells.at(values);
  }

  cells(): Iterable<CounterCell> {
    return this.#cells.all();
  }
}
