import type { Agent } from '@ag06/agent-kit';
import type { CallingStep } from '@ag06/engine';
import type { Grant } from '@ag06/protocol';
import type { Call } from '@ag06/resilience';
import type { Driver, RunContext } from '@ag06/runtime';
import type { JobInHand } from '../claim/job-in-hand.ts';
import type { Reservations } from '../eager/reservations.ts';
import type { Parts } from '../parts.ts';
import type { Execution } from './execution.ts';

/**
 * One try of a step or an item. Made when it is granted, it goes through the stages of `perform`, and what was observed
 * through `settle`.
 */
export interface Attempt {
  readonly parts: Parts;
  readonly job: JobInHand;
  /** Who commits its outcome. */
  readonly driver: Driver;
  readonly context: RunContext;
  readonly step: CallingStep;
  readonly agent: Agent;
  readonly grant: Grant;
  readonly execution: Execution;
  /** The one it runs in, and those that are promised to what its outcome opens. */
  readonly slots: Reservations;
  /** The run as this step alone reads it: with what was too large to be told with the grant. */
  own: RunContext;
  /** What let it through the breaker of its dependency. */
  call: Call | undefined;
}
