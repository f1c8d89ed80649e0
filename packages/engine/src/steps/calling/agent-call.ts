import type { Priority } from '@ag06/contracts';
import type { RetryPolicy } from '../../retry-delay.ts';
import type { Template } from '../../template/template.ts';
import type { Step } from '../step.ts';

export interface StepDeadlines {
  /** The limit of the time until its first attempt begins; undefined for a step that calls no agent. */
  readonly startWithinMs: number | undefined;
  /** The limit of the step with all its attempts. */
  readonly withinMs: number | undefined;
}

/** A step that calls an agent: once, or once for each of its items. */
export interface AgentCall extends Step {
  readonly agent: string;
  /** The dependency whose breaker guards its calls; undefined: the agent itself. */
  readonly dependency: string | undefined;
  /** The input of each call. */
  readonly with: Template;
  readonly retry: RetryPolicy;
  /** The limit of one attempt, in milliseconds. */
  readonly timeoutMs: number | undefined;
  /** Its deadlines, in milliseconds since it was opened; undefined in most steps. */
  readonly deadlines: StepDeadlines | undefined;
  /** Whether a slow call of it may be made a second time; undefined: as the agent says. */
  readonly idempotent: boolean | undefined;
  /** Undefined: the priority of its run. */
  readonly priority: Priority | undefined;
}
