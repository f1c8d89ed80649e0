import type { Issuer } from '@ag06/protocol';
import type { Call } from '@ag06/resilience';
import type { Refusals } from '../settle/refusals.ts';
import type { JobTrace } from '../trace/job-trace.ts';

/** The job for which work is done, as it is now, because a newer delivery may have joined. */
export interface JobInHand {
  /** The step or lane that its activation names. */
  readonly unit: string;
  /** The attempt that the activation names. A lane begins each item with attempt 1. */
  readonly attempt: number;
  readonly dispatch: number;
  /** Of its units. */
  readonly refusals: Refusals;
  readonly agent: string;
  /** Only in a sampled run. */
  readonly trace: JobTrace | undefined;
  issuer(): Issuer;
  /**
   * `performance.now()` since when a granted unit waits: the job's own since the job was due, others since the command.
   */
  dueSince(unit: string, sentAt: number): number;
  /** The job's own step was given back, so the job itself goes to another worker. */
  handBack(): void;
  /**
   * A finished result of the job waits because the store is away, and has given its slot back: the job is in nobody's way
   * meanwhile. Returns the function to call when the result waits no longer.
   */
  resultWaits(): () => void;
  /** The permit of the job's own step, if it needs one. */
  takeCall(dependency: string): Call | undefined;
}
