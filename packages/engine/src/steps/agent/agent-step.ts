import type { AgentCall } from '../calling/agent-call.ts';

/** A step that calls its agent once. */
export interface AgentStep extends AgentCall {
  readonly kind: 'agent';
  readonly opens: 'execute';
}
