import { METRICS, type MetricDefinition, toPrometheusName } from '@ag06/telemetry';

/** Returns `docs/reference/metrics.md`: every metric of the fleet. */
export function toMetricsPage(): string {
  const rows = Object.values<MetricDefinition>(METRICS)
    .map((metric) => [toPrometheusName(metric), metric] as const)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { kind, labels, description }]) => {
      const named = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${kind} | ${named} | ${description} |`;
    });
  return `# Metrics

Each process serves them for Prometheus at \`AG06_METRICS_PORT\`; \`GET /v1/targets\` lists all processes. Times are seconds, sizes bytes. No label is
an id. A histogram has the series \`_bucket\`, \`_sum\` and \`_count\`.

| metric | kind | labels | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}

Written by \`npm run docs:reference\`; a test compares it with the code.
`;
}
