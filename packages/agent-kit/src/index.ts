export { type Agent, type AgentSpec, agent, isAgent } from './agent.ts';
export type { AgentContext, AgentLog } from './context.ts';
export { coreAgents } from './core/core-agents.ts';
export { type CustomEvent, createEventBuffer, EVENT_LIMITS, type EventBuffer } from './event-buffer.ts';
export type { HandlerOutcome } from './outcome.ts';
export { runHandler } from './run-handler.ts';
export { NonRetryable, RateLimited } from './steering.ts';
export { type AgentTrial, type LogLine, testAgent } from './test-agent.ts';
