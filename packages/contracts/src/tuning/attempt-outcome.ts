/**
 * The outcome of an attempt in the counts of agents. `429`: the handler said that it was rate limited. `cancelled`: it
 * was told to stop, and nothing was recorded. `oom`: it failed with the code `OUT_OF_MEMORY`, because a killed worker
 * reports nothing.
 */
export const ATTEMPT_OUTCOMES = ['ok', 'error', 'timeout', '429', 'cancelled', 'oom'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];
