import type { Priority } from '@ag06/contracts';
import type { AttemptOutcome } from '@ag06/contracts/tuning';

/** An attempt as it was recorded. Times are milliseconds since 1970. */
export interface RecordedAttempt {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
  /** From when it waited for a slot. */
  readonly dueAt: number;
}

/** `cut`: it was cancelled. It took a slot, and counts in no measure of what came of it. `open`: it has not ended so far. */
export type JobEnd = 'done' | 'failed' | 'cut' | 'open';

/** A step, or an item of one, that an agent did. */
export interface RecordedJob {
  /** Attempts of one kind take alike: of one step of one workflow. */
  readonly kind: string;
  readonly priority: Priority;
  /** The bucket of the size of its input. */
  readonly size: number;
  /** When its first attempt became due. */
  readonly arrivedAt: number;
  /** What its place in the queue counts from. */
  readonly runStartedAt: number;
  /** The place in `jobs` of the one whose end opened it; absent: it came from elsewhere. */
  readonly after?: number;
  /** In their order: those that ended. At least one, unless it is open. */
  readonly attempts: readonly RecordedAttempt[];
  readonly end: JobEnd;
  /** How it is tried again, and whether published settings change that. */
  readonly maxAttempts: number;
  readonly backoffMs: number;
  readonly isRetryTuned: boolean;
  /** The time-out in force, and whether published settings change it. Absent: none. */
  readonly timeoutMs?: number;
  readonly isTimeoutTuned: boolean;
  /** Whether a second attempt may run beside a slow first one. */
  readonly canHedge: boolean;
}

/** A part of the time in which every job was read. */
export interface RecordedSpan {
  readonly from: number;
  readonly to: number;
}

/** What is known of one agent's work. */
export interface Recording {
  /** In the order of their arrivals. Each arrived within a span. */
  readonly jobs: readonly RecordedJob[];
  /** In their order, apart from each other. */
  readonly spans: readonly RecordedSpan[];
}
