import {
  type Decision,
  decideOutcome,
  type Outcome,
  REFUSALS_MAX,
  REFUSED,
  withoutRefusals,
} from '@ag06/engine';
import { atIteration, toDecisionContext } from '@ag06/runtime';
import type { Attempt } from '../attempt/attempt.ts';
import type { Observed } from '../attempt/observed.ts';
import { POISONED } from '../attempt/poison.ts';
import { withTunedRetry } from '../tuning/to-tuned-retry.ts';

/** Decides about a step or item after its attempt. */
export function decideTried(
  attempt: Pick<Attempt, 'job' | 'parts' | 'context' | 'own' | 'step' | 'grant' | 'inForce'>,
  tried: Exclude<Observed, { status: 'aborted' }>,
): Decision {
  const { context, own, step, grant } = attempt;
  if (tried.status === 'aside') return { change: { to: 'blocked', ...tried.why }, next: [], end: undefined };
  const outcome = tried.status === 'poison' ? POISONED : tried.outcome;
  // `until` may read values that were too large for the grant.
  const isRepeated = step.kind === 'agent' && step.repeat !== undefined;
  const decided = isRepeated
    ? atIteration(toDecisionContext(own), grant.iteration)
    : toDecisionContext(context);
  if (outcome.status === 'completed') return decideOutcome(context.plan, step, grant, outcome, decided);
  const tuned = withTunedRetry(step, retryOf(attempt));
  const judged = { ...tuned, retry: withoutRefusals(tuned.retry, refusalsOf(attempt, outcome.failure.code)) };
  noteRefusals(attempt, outcome.failure.code);
  return decideOutcome(context.plan, judged, grant, outcome, decided);
}

/** Whether a step or item is not tried again after this failure of its attempt, as `decideTried` decides it. */
export function isLastAttempt(
  { parts, job, step, grant, inForce }: Pick<Attempt, 'parts' | 'job' | 'step' | 'grant' | 'inForce'>,
  { isRetryable, failure }: Extract<Outcome, { status: 'failed' }>,
): boolean {
  const { retry } = withTunedRetry(step, retryOf({ parts, step, inForce }));
  const { maxAttempts } = withoutRefusals(retry, refusalsOf({ job, grant }, failure.code));
  return !isRetryable || grant.attempt >= maxAttempts;
}

/** In an experiment it is that of the attempt's arm; else the one that is published now. */
const retryOf = ({ parts, step, inForce }: Pick<Attempt, 'parts' | 'step' | 'inForce'>) =>
  inForce.trial === undefined ? parts.settings.of(step.agent).retry : inForce.retry;

/**
 * Returns how many attempts up to this one were refused, as far as they matter. One that was refused was begun because an attempt
 * was left, and has spent none: so one is left, also where the refusals before it are not known of.
 */
function refusalsOf({ job, grant }: Pick<Attempt, 'job' | 'grant'>, code: string): number {
  return code === REFUSED ? REFUSALS_MAX : job.refusals.of(grant.unit, grant.attempt);
}

/** The next attempt will know how many were refused; also none: the item or iteration before this one may have had some. */
function noteRefusals({ job, grant }: Pick<Attempt, 'job' | 'grant'>, code: string): void {
  const { unit, attempt } = grant;
  job.refusals.note(unit, attempt, job.refusals.of(unit, attempt) + (code === REFUSED ? 1 : 0));
}
