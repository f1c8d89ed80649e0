export const RUN_STATUSES = [
  'scheduled',
  'running',
  'waiting',
  'paused',
  'compensating',
  'completed',
  'failed',
  'cancelled',
  'timed_out',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const TERMINAL_RUN_STATUSES = ['completed', 'failed', 'cancelled', 'timed_out'] as const;
export type TerminalRunStatus = (typeof TERMINAL_RUN_STATUSES)[number];

export function isTerminal(status: RunStatus): status is TerminalRunStatus {
  return TERMINAL_RUN_STATUSES.some((terminal) => terminal === status);
}

/** A step is `timed_out` if its last attempt took too long, a run if the workflow's own time is over. */
export const STEP_STATUSES = [
  'pending',
  'ready',
  'scheduled',
  'running',
  'retrying',
  'blocked',
  'waiting',
  'completed',
  'failed',
  'skipped',
  'cancelled',
  'timed_out',
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

export const FINAL_STEP_STATUSES = ['completed', 'failed', 'skipped', 'cancelled', 'timed_out'] as const;
