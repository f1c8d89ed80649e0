export type { HealthReason } from './component-health.ts';
export type {
  ArchiveFacts,
  BreakerFacts,
  BreakersFacts,
  GroupFacts,
  HealthFacts,
  QueueFacts,
  StoreFacts,
  UnservedFacts,
  WorkerFacts,
} from './health-facts.ts';
export { findStuckDuties, judgeDispatcher, judgeOptimizer, judgeWorker } from './judge-readiness.ts';
export { REASON_RULES, type ReasonCode } from './reason-rules.ts';
export { type FleetHealth, scoreFleet } from './score-fleet.ts';
