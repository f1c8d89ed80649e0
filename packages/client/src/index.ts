export { AddressError } from './addresses.ts';
export { type BatchItem, type BatchResult, Client, type ClientOptions } from './client.ts';
export {
  type Problem,
  RefusedError,
  RunFailedError,
  type RunFailure,
  UnreachableError,
  type Violation,
} from './errors.ts';
export type { CallerOptions } from './http-caller.ts';
export type {
  CallOptions,
  Priority,
  PushedWorkflow,
  RunEnd,
  RunEvent,
  RunFilter,
  RunSummary,
  RunView,
  StepView,
  StepWait,
  SubmitOptions,
} from './run-views.ts';
export type { RunHandle, RunStatus, TerminalRunStatus, TypedWorkflow } from './workflow-types.ts';
