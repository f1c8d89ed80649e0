import type { RetryPolicy } from '../../retry-delay.ts';

/** The code of an attempt that its service refused as one too many (429): it had no chance. */
export const REFUSED = 'RATE_LIMITED';
/** Refused attempts of a step or an item that do not count. */
export const REFUSALS_MAX = 100;

/**
 * Returns the policy by which an attempt is judged: attempts that were refused are numbered, but spend none of the policy's, and do
 * not lengthen its delays.
 *
 * @param refusals how many of the attempts so far were refused, this one included
 */
export function withoutRefusals(policy: RetryPolicy, refusals: number): RetryPolicy {
  if (refusals <= 0) return policy;
  const forgiven = Math.min(refusals, REFUSALS_MAX);
  return {
    ...policy,
    maxAttempts: policy.maxAttempts + forgiven,
    initialDelayMs:
      policy.backoff === 'fixed' ? policy.initialDelayMs : policy.initialDelayMs / policy.factor ** forgiven,
  };
}
