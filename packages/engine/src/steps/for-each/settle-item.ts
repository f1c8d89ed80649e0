import type { GoesOn } from '@ag06/protocol';
import type { Decision, DecisionContext, Outcome } from '../../decide/decision.ts';
import { statusOfFailure } from '../../decide/end-step.ts';
import { failRun } from '../../decide/fail-run.ts';
import type { RetryPolicy } from '../../retry-delay.ts';
import { retryCall } from '../calling/retry-call.ts';
import type { ListStep } from './for-each-step.ts';

/**
 * Decides after an attempt at an item: the lane takes its next item, another attempt follows, or the run ends.
 *
 * @param goesOn how the lane takes its next item
 */
export function settleItem(
  step: ListStep & { readonly retry: RetryPolicy },
  item: number,
  attempt: number,
  outcome: Outcome,
  context: Pick<DecisionContext, 'random'>,
  goesOn: GoesOn = 'claim',
): Decision {
  if (outcome.status === 'completed') return settled('completed', outcome.output, goesOn, undefined);
  const retry = retryCall(step, item, attempt, outcome, context);
  if (retry !== undefined) return { change: retry, next: [], end: undefined };
  const failure = { ...outcome.failure, step: step.id, item, attempt };
  const status = statusOfFailure(failure);
  const error = JSON.stringify(failure);
  if (step.onFailure === 'fail') return settled(status, error, 'schedule', failRun(failure));
  return settled(status, error, goesOn, undefined);
}

const settled = (
  status: 'completed' | 'failed' | 'timed_out',
  result: string,
  goesOn: GoesOn,
  end: Decision['end'],
): Decision => ({ change: { to: 'settled', status, result, goesOn }, next: [], end });
