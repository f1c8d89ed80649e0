import type { Priority } from '@ag06/contracts';
import type { RetryPolicy } from '../../retry-delay.ts';
import type { Template } from '../../template/template.ts';
import type { Step } from '../step.ts';

/** A step that calls an agent: once, or once for each of its items. */
export interface AgentCall extends Step {
  readonly agent: string;
  /** Whose breaker stands before its calls; undefined: the agent's own. */
  readonly dependency: string | undefined;
  /** The input of each call. */
  readonly with: Template;
  readonly retry: RetryPolicy;
  /** Of one attempt. */
  readonly timeoutMs: number | undefined;
  /** Undefined: inherits its run's. */
  readonly priority: Priority | undefined;
}
