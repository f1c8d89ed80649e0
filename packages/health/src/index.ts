export { type ComponentHealth, type HealthReason, judgeComponent } from './component-health.ts';
export type {
  ArchiveFacts,
  BreakerFacts,
  BreakersFacts,
  BrokerFacts,
  DutyFacts,
  GroupFacts,
  HealthFacts,
  OptimizerFacts,
  QueueFacts,
  QueuesFacts,
  StoreFacts,
  UnservedFacts,
  WorkerFacts,
  WorkersFacts,
} from './health-facts.ts';
export {
  type DispatcherProgress,
  findStuckDuties,
  judgeDispatcher,
  judgeOptimizer,
  judgeWorker,
  type OptimizerProgress,
  type WorkerProgress,
} from './judge-readiness.ts';
export { REASON_RULES, type ReasonCode, type ReasonRule } from './reason-rules.ts';
export { type FleetHealth, scoreFleet } from './score-fleet.ts';
