import { FLEET_METRICS } from './fleet-metrics.ts';
import type { MetricDefinition } from './metric-definition.ts';
import { OPTIMIZER_METRICS } from './optimizer-metrics.ts';
import { SERVICE_METRICS } from './service-metrics.ts';
import { COMMIT_METRICS, WORKER_METRICS } from './worker-metrics.ts';

/**
 * Every metric of the fleet. Dashboards, rules and instruments read this table. An id (of a run, a correlation, a worker)
 * never is a label: ids go on spans and logs.
 */
export const METRICS = {
  ...SERVICE_METRICS,
  ...FLEET_METRICS,
  ...COMMIT_METRICS,
  ...WORKER_METRICS,
  ...OPTIMIZER_METRICS,
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricKey = keyof typeof METRICS;

/** As Prometheus knows it: dots become underscores, counters end in `_total`; no unit is added. */
export function toPrometheusName({ name, kind }: Pick<MetricDefinition, 'name' | 'kind'>): string {
  const sanitized = name.replace(/[^a-zA-Z0-9_]/g, '_').replace(/_{2,}/g, '_');
  return kind === 'counter' && !sanitized.endsWith('_total') ? `${sanitized}_total` : sanitized;
}

/** The names of the series that Prometheus stores of it. */
export function toSeriesNames(definition: Pick<MetricDefinition, 'name' | 'kind'>): readonly string[] {
  const name = toPrometheusName(definition);
  return definition.kind === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name];
}

/** As Prometheus knows it: `http.route` is `http_route`. */
export const toPrometheusLabel = (label: string): string => label.replace(/[^a-zA-Z0-9_]/g, '_');
