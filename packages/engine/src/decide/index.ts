export { decideEvaluation } from './decide-evaluation.ts';
export { decideOutcome } from './decide-outcome.ts';
export { decideRetry, type Retry } from './decide-retry.ts';
export { decideWake } from './decide-wake.ts';
export type {
  CollectedItems,
  Decision,
  DecisionContext,
  Outcome,
  Parked,
} from './decision.ts';
export { failRun } from './fail-run.ts';
export { decideUnreadable, judgeReads } from './judge-reads.ts';
export { openRoots } from './openings.ts';
export { toRunIds } from './scope.ts';
