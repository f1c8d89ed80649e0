import type { RecordedJob } from '../recording.ts';

/** A job with one attempt that did it. Times in milliseconds. */
export const jobOf = (
  arrivedAt: number,
  startedAt: number,
  endedAt: number,
  more: Partial<RecordedJob> = {},
): RecordedJob => ({
  kind: 'work',
  priority: 'normal',
  size: 0,
  arrivedAt,
  runStartedAt: arrivedAt,
  attempts: [{ startedAt, endedAt, outcome: 'ok', dueAt: arrivedAt }],
  end: 'done',
  maxAttempts: 3,
  backoffMs: 1_000,
  isRetryTuned: true,
  isTimeoutTuned: true,
  canHedge: true,
  ...more,
});
