import type { AgentCall } from '../calling/agent-call.ts';
import type { Repeat } from '../repeat/repeat.ts';

/** A step that calls its agent once, or until a condition holds. */
export interface AgentStep extends AgentCall {
  readonly kind: 'agent';
  readonly opens: 'execute';
  readonly repeat?: Repeat | undefined;
}
