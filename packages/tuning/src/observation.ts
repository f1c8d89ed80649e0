import type { AttemptOutcome, Priority } from '@ag06/contracts';

/** A finished attempt, as a tuner gets it. */
export interface ObservedSample {
  /** When it was over, seconds. */
  readonly t: number;
  readonly jobId: string;
  readonly priority: Priority;
  /** Bucket of its input's size. */
  readonly size: number;
  readonly waitMs: number;
  readonly durMs: number;
  readonly outcome: AttemptOutcome;
  /** From 1. */
  readonly attempt: number;
  readonly hedge: boolean;
  /** The version of the settings in force when it started. It is attributed to them, even if it is reported late. */
  readonly configVersion: number;
  readonly inflightAtStart: number;
}

/** One control step. It may be reported late. Unknown values are absent. */
export interface Observation {
  /** Seconds; never less than in the step before. */
  readonly t: number;
  readonly samples: readonly ObservedSample[];
  /** Attempts that run, and may run at a time, over all workers. */
  readonly inflight?: number;
  readonly limit?: number;
  readonly queueDepth?: number;
  /** Shares of the busiest worker. */
  readonly cpu?: number;
  readonly memory?: number;
}
