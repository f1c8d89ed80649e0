/** Times in milliseconds; `maxAttempts` includes the first. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly backoff: 'exponential' | 'fixed';
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly factor: number;
  readonly jitter: 'full' | 'none';
}

/** The policy of a step that says nothing about retries. */
export const DEFAULT_RETRY: RetryPolicy = Object.freeze({
  maxAttempts: 3,
  backoff: 'exponential',
  initialDelayMs: 1_000,
  maxDelayMs: 60_000,
  factor: 2,
  jitter: 'full',
});

/**
 * Milliseconds between the end of a failed attempt and the start of the next: `initial` when fixed, else
 * `initial * factor^(n-1)` and at most `max`; with full jitter a random part of that (Marc Brooker, "Exponential Backoff And Jitter").
 *
 * @param failedAttempt number of the attempt that failed, from 1
 * @param random from 0 to 1, exclusive
 */
export function nextRetryDelayMs(policy: RetryPolicy, failedAttempt: number, random: number): number {
  const delayMs = policy.backoff === 'fixed' ? policy.initialDelayMs : growDelayMs(policy, failedAttempt);
  return Math.floor(policy.jitter === 'full' ? random * delayMs : delayMs);
}

function growDelayMs(policy: RetryPolicy, failedAttempt: number): number {
  const largestFactor = Number.MAX_SAFE_INTEGER;
  const growth = Math.min(largestFactor, policy.factor ** (failedAttempt - 1));
  return Math.min(policy.maxDelayMs, policy.initialDelayMs * growth);
}
