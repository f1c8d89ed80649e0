import type { Change } from '@ag06/protocol';
import type { DecisionContext, FailedOutcome } from '../../decide/decision.ts';
import { nextRetryDelayMs } from '../../retry-delay.ts';
import type { AgentCall } from './agent-call.ts';

/**
 * Decides about the next attempt after a failure. Returns undefined if the failure is terminal or no attempt is left.
 *
 * @param item number of the item that was attempted; undefined if it was the step itself
 */
export function retryCall(
  step: Pick<AgentCall, 'id' | 'retry'>,
  item: number | undefined,
  attempt: number,
  outcome: FailedOutcome,
  { random, iteration }: Pick<DecisionContext, 'random' | 'iteration'>,
): Change | undefined {
  if (!outcome.isRetryable || attempt >= step.retry.maxAttempts) return undefined;
  const delayMs = outcome.retryAfterMs ?? nextRetryDelayMs(step.retry, attempt, random());
  const { failure } = outcome;
  const located =
    item === undefined
      ? { ...failure, step: step.id, ...(iteration !== undefined && { iteration }), attempt }
      : { ...failure, step: step.id, item, attempt };
  return { to: 'retrying', error: JSON.stringify(located), delayMs: Math.ceil(delayMs) };
}
