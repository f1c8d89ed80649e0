export { evaluateAttributes } from './attributes/evaluate-attributes.ts';
export { canonicalJson } from './canonical-json.ts';
export { type Compilation, compile, compileStored } from './compile/compile.ts';
export { type Deadline, decideDeadline, findDeadlines } from './decide/deadlines.ts';
export {
  type CollectedItems,
  type Decision,
  type DecisionContext,
  decideEvaluation,
  decideOutcome,
  decideRetry,
  decideUnreadable,
  decideWake,
  failRun,
  judgeReads,
  type Outcome,
  openRoots,
  type Parked,
  type Retry,
  toRunIds,
} from './decide/index.ts';
export { toDurationMs } from './duration.ts';
export { toCallName } from './fork/call-digest.ts';
export { type PlannedFork, planFork } from './fork/plan-fork.ts';
export { recordCalls } from './fork/record-calls.ts';
export {
  encodeRecordedCall,
  findLargeResult,
  parseRecordedCall,
  type RecordedCall,
  toRecordedOutcome,
} from './fork/recorded-call.ts';
export { type CallAtHand, type CallStep, digestAtHand, nameOfCall } from './fork/render-call.ts';
export { RunRecording } from './fork/run-recording.ts';
export { parseJson } from './json-text/parse-json.ts';
export { AttemptFold, type AttemptRecord, isFinalEvent } from './log/attempt-fold.ts';
export { beginFold, RunFold } from './log/run-fold.ts';
export { parseDefinition } from './parse-definition.ts';
export type { Plan } from './plan.ts';
export type { Difference } from './replay/difference.ts';
export { RunReplay } from './replay/replay-run.ts';
export { DEFAULT_RETRY, nextRetryDelayMs, type RetryPolicy } from './retry-delay.ts';
export { judgeScheduleInput } from './schedule/judge-schedule-input.ts';
export type { WorkflowSchedule } from './schedule/read-schedule.ts';
export { readStoredSchedule } from './schedule/read-stored-schedule.ts';
export { readTimes } from './schedule/read-times.ts';
export { createInputJudge } from './schema/compile-input-schema.ts';
export type { InputJudge, InputJudgement } from './schema/input-judgement.ts';
export { type CallingStep, callingStepOf } from './steps/calling/calling-step.ts';
export { renderInput } from './steps/calling/render-input.ts';
export { REFUSALS_MAX, REFUSED, withoutRefusals } from './steps/calling/without-refusals.ts';
export { explainStep } from './steps/explain-step.ts';
export { hasItems, readsOfLane } from './steps/for-each/lanes-of.ts';
export type { PlanStep } from './steps/plan-step.ts';
export type { RunLook, Turn, Waiting } from './steps/waiting.ts';
export { toChildFailure } from './steps/workflow/child-failure.ts';
export type { ChildStart } from './steps/workflow/start-child.ts';
export { createNameFinder, findSimilarName } from './suggest-name.ts';
export type { TemplateResult } from './template/template.ts';
