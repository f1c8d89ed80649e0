import type { RetryPolicy } from '../../retry-delay.ts';
import type { Template } from '../../template/template.ts';
import type { StepDeadlines } from '../calling/agent-call.ts';
import type { Repeat } from '../repeat/repeat.ts';
import type { Step } from '../step.ts';

/** A step that runs another workflow, as a run of its own: its child. */
export interface ChildCall extends Step {
  readonly workflow: string;
  /** Undefined: the latest when the child starts. */
  readonly version: string | undefined;
  /** The input of the child. */
  readonly with: Template;
  /** Each attempt is another child. Without `retry` there is one. */
  readonly retry: RetryPolicy;
  /** How long an attempt waits for its child, which is then stopped. */
  readonly timeoutMs: number | undefined;
  /** In milliseconds since it was opened; undefined in most steps. */
  readonly deadlines: StepDeadlines | undefined;
}

export interface WorkflowStep extends ChildCall {
  readonly kind: 'workflow';
  readonly opens: 'evaluate';
  readonly repeat?: Repeat | undefined;
}
