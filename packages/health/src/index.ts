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
export { REASON_RULES, type ReasonRule } from './reason-rules.ts';
export { scoreFleet } from './score-fleet.ts';
