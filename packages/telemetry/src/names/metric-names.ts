import { ARCHIVE_METRICS } from './archive-metrics.ts';
import { FLEET_METRICS } from './fleet-metrics.ts';
import { BULK_METRICS, MESSAGE_METRICS } from './message-metrics.ts';
import type { MetricDefinition } from './metric-definition.ts';
import { OPTIMIZER_METRICS } from './optimizer-metrics.ts';
import { SERVICE_METRICS } from './service-metrics.ts';
import { STREAM_METRICS } from './stream-metrics.ts';
import { TUNING_METRICS } from './tuning-metrics.ts';
import { COMMIT_METRICS, WORKER_METRICS } from './worker-metrics.ts';

/**
 * Every metric of the fleet. Dashboards, rules and instruments read this table. No label is an id (of a run, a
 * correlation, a worker): ids go on spans and logs.
 */
export const METRICS = {
  ...SERVICE_METRICS,
  ...FLEET_METRICS,
  ...STREAM_METRICS,
  ...ARCHIVE_METRICS,
  ...MESSAGE_METRICS,
  ...BULK_METRICS,
  ...COMMIT_METRICS,
  ...WORKER_METRICS,
  ...OPTIMIZER_METRICS,
  ...TUNING_METRICS,
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricKey = keyof typeof METRICS;

/** The name in Prometheus: dots become underscores, counters end in `_total`. No unit is added. */
export function toPrometheusName({ name, kind }: Pick<MetricDefinition, 'name' | 'kind'>): string {
  const sanitized = name.replace(/[^a-zA-Z0-9_]/g, '_').replace(/_{2,}/g, '_');
  return kind === 'counter' && !sanitized.endsWith('_total') ? `${sanitized}_total` : sanitized;
}

/** The names of the series that Prometheus stores for a metric. */
export function toSeriesNames(definition: Pick<MetricDefinition, 'name' | 'kind'>): readonly string[] {
  const name = toPrometheusName(definition);
  return definition.kind === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name];
}

/** The label name in Prometheus: `http.route` becomes `http_route`. */
export const toPrometheusLabel = (label: string): string => label.replace(/[^a-zA-Z0-9_]/g, '_');
