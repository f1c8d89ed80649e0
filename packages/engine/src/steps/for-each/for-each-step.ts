import type { Template } from '../../template/template.ts';
import type { AgentCall } from '../calling/agent-call.ts';
import type { Step } from '../step.ts';

/** A step that does the same for each item of a list; its `with` is evaluated for each. */
export interface ListStep extends Step {
  readonly opens: 'evaluate';
  readonly with: Template;
  readonly list: Template;
  /** How many items run at a time, one in each lane. */
  readonly concurrency: number;
}

/** A step that calls its agent once for each item. */
export interface ForEachStep extends AgentCall, ListStep {
  readonly kind: 'forEach';
  readonly opens: 'evaluate';
}
