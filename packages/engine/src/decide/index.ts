export { decideEvaluation, renderInput } from './decide-evaluation.ts';
export {
  type CollectedItems,
  decideItemOutcome,
  type HeldItem,
  renderItemInput,
} from './decide-items.ts';
export { decideFailure, decideOutcome } from './decide-outcome.ts';
export type { Decision, DecisionContext, Outcome } from './decision.ts';
export { decideUnreadable, type FieldSizes, judgeReads } from './judge-reads.ts';
export { failRun, openRoots } from './openings.ts';
export { readsOfItem, readsOfStep } from './reads.ts';
export type { FieldValues, RunView } from './scope.ts';
