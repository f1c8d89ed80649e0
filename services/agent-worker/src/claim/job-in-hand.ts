import type { Issuer } from '@ag06/protocol';
import type { Call } from '@ag06/resilience';
import type { JobTrace } from '../trace/job-trace.ts';

/** The job under which work is done, as it is at this moment: a newer delivery may have joined. */
export interface JobInHand {
  /** The step, or the lane, that its activation names. */
  readonly unit: string;
  /** The attempt that the activation names. A lane begins each item with the first. */
  readonly attempt: number;
  readonly dispatch: number;
  readonly agent: string;
  /** Of a sampled run. */
  readonly trace: JobTrace | undefined;
  issuer(): Issuer;
  /** Since when a granted unit waits, `performance.now()`: first its own with the job, all else since the command was sent. */
  dueSince(unit: string, sentAt: number): number;
  /** The job's own step was given back: the job itself is to be handed to another worker. */
  handBack(): void;
  /** What let the own step through, if that depends on this. */
  takeCall(dependency: string): Call | undefined;
}
