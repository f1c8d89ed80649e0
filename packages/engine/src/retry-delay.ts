/** Times in milliseconds; `maxAttempts` includes the first. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly backoff: 'exponential' | 'fixed';
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly factor: number;
  readonly jitter: 'full' | 'none';
}

/** The policy of a step that sets none. */
export const DEFAULT_RETRY: RetryPolicy = Object.freeze({
  maxAttempts: 3,
  backoff: 'exponential',
  initialDelayMs: 1_000,
  maxDelayMs: 60_000,
  factor: 2,
  jitter: 'full',
});

/**
 * Milliseconds from the end of a failed attempt to the start of the next: `initial` if fixed, else
 * `initial * factor^(n-1)`, at most `max`. With full jitter it is a random part of that (Marc Brooker, "Exponential
 * Backoff And Jitter").
 *
 * @param failedAttempt number of the attempt that failed, from 1
 * @param random a number in [0, 1)
 */
export function nextRetryDelayMs(policy: RetryPolicy, failedAttempt: number, random: number): number {
  const delayMs = policy.backoff === 'fixed' ? policy.initialDelayMs : growDelayMs(policy, failedAttempt);
  return Math.floor(policy.jitter === 'full' ? random * delayMs : delayMs);
}

function growDelayMs(policy: RetryPolicy, failedAttempt: number): number {
  const growth = policy.factor ** (failedAttempt - 1);
  // Infinite growth of nothing is no number.
  return policy.initialDelayMs === 0 ? 0 : Math.min(policy.maxDelayMs, policy.initialDelayMs * growth);
}
