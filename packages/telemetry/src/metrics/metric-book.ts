import type { MetricDefinition } from '../names/metric-definition.ts';
import { METRICS, type MetricKey } from '../names/metric-names.ts';
import { CounterFamily } from './counter-family.ts';
import { GaugeFamily } from './gauge-family.ts';
import { HistogramFamily } from './histogram-family.ts';

type Table = typeof METRICS;
type Family<D> = D extends { readonly kind: infer K; readonly labels: infer L extends readonly string[] }
  ? K extends 'counter'
    ? CounterFamily<L>
    : K extends 'gauge'
      ? GaugeFamily<L>
      : HistogramFamily<L>
  : never;

/** Every metric of the table, in the memory of this process. All parts of a process write to it. */
export type MetricBook = { readonly [K in MetricKey]: Family<Table[K]> };

/** Creates an empty book. It does no I/O, and its size is bounded whatever is written. */
export function createMetricBook(): MetricBook {
  const folded = new CounterFamily(METRICS.labelsFolded, () => {});
  const families = Object.entries(METRICS).map(([key, definition]) => {
    if (key === 'labelsFolded') return [key, folded];
    return [key, createFamily(definition, () => folded.at(definition.name).add())];
  });
  return Object.fromEntries(families) as MetricBook;
}

function createFamily(definition: MetricDefinition, onFold: () => void) {
  switch (definition.kind) {
    case 'counter':
      return new CounterFamily(definition, onFold);
    case 'gauge':
      return new GaugeFamily(definition, onFold);
    case 'histogram':
      return new HistogramFamily(definition, onFold);
  }
}
