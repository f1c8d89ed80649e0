export { isAddress, isForeignName, isLoopbackName, toHostName, toUrlHost } from './http/host-names.ts';
export { createLog, toLogIds } from './log/create-log.ts';
export { logProcessFaults } from './log/log-process-faults.ts';
export { redactText } from './log/redact-text.ts';
export { countAppend } from './metrics/count-append.ts';
export { countEnd } from './metrics/count-end.ts';
export type { CounterFamily } from './metrics/counter-family.ts';
export { EventLoopLag } from './metrics/event-loop-lag.ts';
export type { GaugeRow } from './metrics/gauge-family.ts';
export { OTHER } from './metrics/label-limits.ts';
export { createMetricBook, type MetricBook } from './metrics/metric-book.ts';
export { PROMETHEUS_TEXT } from './metrics/metrics-endpoint.ts';
export { type CallNames, type CallObserver, observeCalls } from './metrics/observe-calls.ts';
export { type Metrics, startMetrics } from './metrics/start-metrics.ts';
export { watchDeliveries } from './metrics/watch-deliveries.ts';
export type { MetricDefinition } from './names/metric-definition.ts';
export {
  METRICS,
  type MetricKey,
  toPrometheusLabel,
  toPrometheusName,
  toSeriesNames,
} from './names/metric-names.ts';
export { ATTRIBUTES, type LinkReason, MESSAGING_SYSTEM, SPANS } from './names/span-names.ts';
export { beginEntry, type Entry, passOn } from './trace/entry.ts';
export { beginSpan, endSpan, failSpan, recordSpan, toLink, withSpan } from './trace/span.ts';
export { startTracing, type Tracing } from './trace/start-tracing.ts';
export { formatTraceparent, isSampled, parseTraceparent, traceIdOf } from './trace/traceparent.ts';
