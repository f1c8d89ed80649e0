import type { CallingStep } from '../calling/calling-step.ts';

/** A step that calls its agent once. */
export interface AgentStep extends CallingStep {
  readonly kind: 'agent';
  readonly opens: 'execute';
}
