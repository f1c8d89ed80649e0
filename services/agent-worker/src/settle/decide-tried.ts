import { type Decision, decideOutcome } from '@ag06/engine';
import { atIteration, toDecisionContext } from '@ag06/runtime';
import type { Attempt } from '../attempt/attempt.ts';
import type { Observed } from '../attempt/observed.ts';
import { POISONED } from '../attempt/poison.ts';
import { withPatience, withTunedRetry } from '../tuning/to-tuned-retry.ts';

/** Decides about a step or item after its attempt. */
export function decideTried(
  { parts, context, own, step, grant }: Pick<Attempt, 'parts' | 'context' | 'own' | 'step' | 'grant'>,
  tried: Exclude<Observed, { status: 'aborted' }>,
): Decision {
  if (tried.status === 'aside') return { change: { to: 'blocked', ...tried.why }, next: [], end: undefined };
  const outcome = tried.status === 'poison' ? POISONED : tried.outcome;
  // `until` may read values that were too large for the grant.
  const isRepeated = step.kind === 'agent' && step.repeat !== undefined;
  const decided = isRepeated
    ? atIteration(toDecisionContext(own), grant.iteration)
    : toDecisionContext(context);
  if (outcome.status === 'completed') return decideOutcome(context.plan, step, grant, outcome, decided);
  const { retry } = parts.settings.of(step.agent);
  const isRefused = outcome.failure.code === 'RATE_LIMITED';
  const judged = isRefused ? withPatience(step, retry) : withTunedRetry(step, retry);
  return decideOutcome(context.plan, judged, grant, outcome, decided);
}
