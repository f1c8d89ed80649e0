export { canonicalJson } from './canonical-json.ts';
export { type Compilation, compile } from './compile/compile.ts';
export {
  type Decision,
  type DecisionContext,
  decideEvaluation,
  decideFailure,
  decideOutcome,
  type FieldValues,
  failRun,
  type Outcome,
  openRoots,
  type RunView,
  readsOfStep,
  renderInput,
} from './decide/index.ts';
export { toDurationMs } from './duration.ts';
export { type DefinitionFormat, parseDefinition } from './parse-definition.ts';
export type { Evaluation, Plan, PlanStep, Reads, RetryPolicy, Scope, StepView, Template } from './plan.ts';
export { nextRetryDelayMs } from './retry-delay.ts';
