export { type Agent, type AgentSpec, type AgentTypes, agent, type Idempotent, isAgent } from './agent.ts';
export type { BreakerSpec, Dependency } from './breaker.ts';
export type { AgentContext, AgentLog } from './context.ts';
export { coreAgents } from './core/core-agents.ts';
export { toMilliseconds } from './duration.ts';
export { type CustomEvent, createEventBuffer, EVENT_LIMITS, type EventBuffer } from './event-buffer.ts';
export type { HandlerOutcome } from './outcome.ts';
export { type RunOptions, runHandler, toFailedOutcome } from './run-handler.ts';
export { DependencyFailure, NonRetryable, RateLimited, Retryable } from './steering.ts';
export { OutputRefused, type OutputStream } from './stream-output.ts';
export { HandlerStreams, type HandlerStreamsOptions } from './streams/handler-streams.ts';
export type {
  AppendedEvent,
  AppendOptions,
  HandlerEvent,
  StreamWriter,
} from './streams/stream-writer.ts';
export type { TrialEvent } from './streams/trial-streams.ts';
export { type AgentTrial, type LogLine, testAgent } from './test-agent.ts';
export { cel } from './workflow/cel.ts';
export { Expression } from './workflow/expression.ts';
export type { Flow, Scope, StepScope, StepSpec } from './workflow/flow.ts';
export type { Ref, Untyped } from './workflow/ref.ts';
export { whenPresent } from './workflow/when-present.ts';
export { isWorkflow, type Workflow, type WorkflowSpec, workflow } from './workflow/workflow.ts';
