export { type ComponentHealth, type HealthReason, judgeComponent } from './health/component-health.ts';
export { EventLoopLag } from './health/event-loop-lag.ts';
export type {
  BreakersFacts,
  BrokerFacts,
  DutyFacts,
  HealthFacts,
  OptimizerFacts,
  QueueFacts,
  QueuesFacts,
  StoreFacts,
  WorkerFacts,
  WorkersFacts,
} from './health/health-facts.ts';
export { answerHealth, HealthServer, type HealthServerOptions } from './health/health-server.ts';
export {
  type DispatcherProgress,
  findStuckDuties,
  judgeDispatcher,
  judgeWorker,
  type WorkerProgress,
} from './health/judge-readiness.ts';
export { REASON_RULES, type ReasonCode, type ReasonRule } from './health/reason-rules.ts';
export { type FleetHealth, scoreFleet } from './health/score-fleet.ts';
export { createLog, toLogIds } from './log/create-log.ts';
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
export {
  beginSpan,
  endSpan,
  failSpan,
  recordSpan,
  type SpanStart,
  toLink,
  withSpan,
} from './trace/span.ts';
export { startTracing, type Tracing, type TracingOptions } from './trace/start-tracing.ts';
export { formatTraceparent, isSampled, parseTraceparent, traceIdOf } from './trace/traceparent.ts';
