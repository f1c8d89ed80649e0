import type { Template } from '../../template/template.ts';
import type { AgentCall } from '../calling/agent-call.ts';

/** A step that calls its agent once for each item of a list; `with` is evaluated for each. */
export interface ForEachStep extends AgentCall {
  readonly kind: 'forEach';
  readonly opens: 'evaluate';
  readonly list: Template;
  /** How many items run at a time, one in each lane. */
  readonly concurrency: number;
}
