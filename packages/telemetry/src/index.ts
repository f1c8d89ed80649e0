export type { MetricDefinition } from './names/metric-definition.ts';
export {
  METRICS,
  type MetricKey,
  toPrometheusLabel,
  toPrometheusName,
  toSeriesNames,
} from './names/metric-names.ts';
