import type { Agent } from '@ag06/agent-kit';
import type { CallingStep } from '@ag06/engine';
import type { Grant } from '@ag06/protocol';
import type { Call } from '@ag06/resilience';
import type { Driver, RunContext } from '@ag06/runtime';
import type { JobInHand } from '../claim/job-in-hand.ts';
import type { Reservations } from '../eager/reservations.ts';
import type { Parts } from '../parts.ts';
import type { InForce } from '../tuning/agent-settings.ts';
import type { Execution } from './execution.ts';

/**
 * One attempt at a step or item. It is created when the step is granted, goes through the stages of `perform`, and its
 * result through `settle`.
 */
export interface Attempt {
  readonly parts: Parts;
  readonly job: JobInHand;
  /** Commits its outcome. */
  readonly driver: Driver;
  readonly context: RunContext;
  readonly step: CallingStep;
  readonly agent: Agent;
  readonly grant: Grant;
  readonly execution: Execution;
  /** The settings with which it began. */
  readonly inForce: InForce;
  /** The slot in which it runs, and those promised to the steps that its outcome opens. */
  readonly slots: Reservations;
  /** The run as this step reads it, with the values that were too large for the grant. */
  own: RunContext;
  /** The permit of its dependency's breaker. */
  call: Call | undefined;
}
