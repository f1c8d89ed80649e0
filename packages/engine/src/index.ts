export { canonicalJson } from './canonical-json.ts';
export { type Compilation, compile, compileStored } from './compile/compile.ts';
export {
  type CollectedItems,
  type Decision,
  type DecisionContext,
  decideEvaluation,
  decideFailure,
  decideItemOutcome,
  decideOutcome,
  decideUnreadable,
  type FieldSizes,
  type FieldValues,
  failRun,
  type HeldItem,
  judgeReads,
  type Outcome,
  openRoots,
  type RunView,
  readsOfItem,
  readsOfStep,
  renderInput,
  renderItemInput,
} from './decide/index.ts';
export { toDurationMs } from './duration.ts';
export { parseJson } from './json-text/parse-json.ts';
export { AttemptFold, type AttemptRecord, isFinalEvent } from './log/fold-attempts.ts';
export { type DefinitionFormat, parseDefinition } from './parse-definition.ts';
export type {
  Evaluation,
  ForEach,
  InputJudgement,
  Plan,
  PlanStep,
  Reads,
  RetryPolicy,
  Scope,
  StepView,
  Template,
} from './plan.ts';
export { DEFAULT_RETRY, nextRetryDelayMs } from './retry-delay.ts';
export { createInputJudge, type InputJudge } from './schema/compile-input-schema.ts';
export { findSimilarName } from './suggest-name.ts';
export { fitsBytes, utf8Length } from './utf8-length.ts';
