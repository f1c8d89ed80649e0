import { type Decision, decideOutcome } from '@ag06/engine';
import { atIteration, toDecisionContext } from '@ag06/runtime';
import type { Attempt } from '../attempt/attempt.ts';
import type { Observed } from '../attempt/observed.ts';
import { POISONED } from '../attempt/poison.ts';
import { withPatience, withTunedRetry } from '../tuning/to-tuned-retry.ts';

/** Decides about a step or item after its attempt. */
export function decideTried(
  attempt: Pick<Attempt, 'parts' | 'context' | 'own' | 'step' | 'grant' | 'inForce'>,
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
  const retry = retryOf(attempt);
  const isRefused = outcome.failure.code === 'RATE_LIMITED';
  const judged = isRefused ? withPatience(step, retry) : withTunedRetry(step, retry);
  return decideOutcome(context.plan, judged, grant, outcome, decided);
}

/** In an experiment it is that of the attempt's arm; else the one that is published now. */
const retryOf = ({ parts, step, inForce }: Pick<Attempt, 'parts' | 'step' | 'inForce'>) =>
  inForce.trial === undefined ? parts.settings.of(step.agent).retry : inForce.retry;
