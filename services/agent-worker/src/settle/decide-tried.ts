import { type Decision, decideOutcome } from '@ag06/engine';
import { toDecisionContext } from '@ag06/runtime';
import type { Attempt } from '../attempt/attempt.ts';
import type { Observed } from '../attempt/observed.ts';
import { POISONED } from '../attempt/poison.ts';

/** Decides about a step or item after its attempt. */
export function decideTried(
  { context, step, grant }: Pick<Attempt, 'context' | 'step' | 'grant'>,
  tried: Exclude<Observed, { status: 'aborted' }>,
): Decision {
  if (tried.status === 'aside') return { change: { to: 'blocked', ...tried.why }, next: [], end: undefined };
  const outcome = tried.status === 'poison' ? POISONED : tried.outcome;
  return decideOutcome(context.plan, step, grant, outcome, toDecisionContext(context));
}
