import type { RunEvent } from '@ag06/contracts';
import type { FailedOutcome } from '../decide/decision.ts';
import type { Plan } from '../plan.ts';
import { nextRetryDelayMs, type RetryPolicy } from '../retry-delay.ts';
import { withoutRefusals } from '../steps/calling/without-refusals.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import { type Difference, differs, nameOf } from './difference.ts';
import { failureOf } from './event-fields.ts';

/**
 * The failure that an event tells of, as the attempt gave it. Whether it could be tried again, logs of older releases do not
 * tell of a last failure: it could not, if the recorded definition had attempts left.
 *
 * @param refusals how many attempts up to this one were refused by their service
 */
export function toFailedOutcome(
  event: RunEvent,
  recorded: Plan | undefined,
  refusals: number,
): FailedOutcome {
  const { attempt = 1, step = '' } = event;
  const isLast = event.type.endsWith('.failed') || event.type.endsWith('.timed_out');
  const policy = policyOf(recorded?.steps.get(step));
  const hadAttempts = policy !== undefined && attempt < withoutRefusals(policy, refusals).maxAttempts;
  const isRetryable = !isLast || (event.retryable !== false && !hadAttempts);
  return { status: 'failed', failure: failureOf(event), isRetryable };
}

export const policyOf = (step: PlanStep | undefined): RetryPolicy | undefined =>
  step !== undefined && 'retry' in step ? step.retry : undefined;

/** Judges when a failed attempt is followed by the next one. A service may have asked for another time. */
export function judgeDelay(
  event: RunEvent,
  now: RetryPolicy,
  recorded: RetryPolicy | undefined,
): Difference | undefined {
  if (typeof event.dueAt !== 'number' || event.retryAfterMs !== undefined) return undefined;
  const delayMs = event.dueAt - event.at;
  const { attempt = 1 } = event;
  if (isWithin(delayMs, now, attempt)) return undefined;
  if (recorded === undefined || !isWithin(delayMs, recorded, attempt)) return undefined;
  const [least, most] = rangeOf(now, attempt);
  return differs(
    event,
    `${nameOf(event)} was to be tried again after ${delayMs} ms`,
    least === most ? `after ${most} ms` : `after ${least} to ${most} ms`,
  );
}

const rangeOf = (policy: RetryPolicy, attempt: number): readonly [number, number] => [
  Math.ceil(nextRetryDelayMs(policy, attempt, 0)),
  Math.ceil(nextRetryDelayMs(policy, attempt, 1)),
];

function isWithin(delayMs: number, policy: RetryPolicy, attempt: number): boolean {
  const [least, most] = rangeOf(policy, attempt);
  return delayMs >= least && delayMs <= most;
}
