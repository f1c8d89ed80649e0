/**
 * What came of one attempt of a step, as whoever measures agents counts it. `429`: the handler said that it was rate
 * limited; `cancelled`: it was told to stop, and nothing was recorded of it; `oom`: it failed with the code
 * `OUT_OF_MEMORY` (a worker that is killed tells nothing).
 */
export const ATTEMPT_OUTCOMES = ['ok', 'error', 'timeout', '429', 'cancelled', 'oom'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];
