/**
 * The outcome of an attempt in the statistics of agents. `429`: the handler threw `RateLimited`. `cancelled`: it was
 * aborted, and nothing was recorded. `oom`: it failed with the code `OUT_OF_MEMORY`; a killed worker reports nothing.
 */
export const ATTEMPT_OUTCOMES = ['ok', 'error', 'timeout', '429', 'cancelled', 'oom'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];
