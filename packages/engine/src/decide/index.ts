export { decideEvaluation } from './decide-evaluation.ts';
export { decideOutcome } from './decide-outcome.ts';
export { decideRetry, type EndedRun, type Retry } from './decide-retry.ts';
export { decideWake } from './decide-wake.ts';
export type {
  Attempt,
  CollectedItems,
  Decision,
  DecisionContext,
  FailedOutcome,
  HeldItem,
  Outcome,
  Parked,
} from './decision.ts';
export { decideFailure } from './end-step.ts';
export { failRun } from './fail-run.ts';
export type { FieldSizes } from './field-sizes.ts';
export { decideUnreadable, judgeReads } from './judge-reads.ts';
export { openRoots } from './openings.ts';
export { type FieldValues, type RunIds, toRunIds } from './scope.ts';
