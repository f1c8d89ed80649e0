import { callingStepOf } from '@ag06/engine';
import type { RunContext, SentDecision } from '@ag06/runtime';
import { type MetricBook, OTHER } from '@ag06/telemetry';
import type { Attempt } from '../attempt/attempt.ts';

/**
 * A granted step, or item, begins.
 *
 * @param isFirst whether its job was on the queue for it; what follows in the same job is eager
 */
export function countStart(
  book: MetricBook,
  { step, grant, execution }: Pick<Attempt, 'step' | 'grant' | 'execution'>,
  isFirst: boolean,
): void {
  const { agent } = step;
  const { startedAt, dueSince } = execution;
  if (isFirst) book.queueWait.at(agent).recordMs(Math.max(0, startedAt - dueSince));
  else book.eagerSteps.at(agent).add();
  if (grant.lost > 0) book.deliveriesLost.at(agent).add();
}

/** A decision about a step or an item is recorded. */
export function countOutcome(book: MetricBook, { plan }: RunContext, { unit, decision }: SentDecision): void {
  if (decision.change.to === 'retrying') book.retries.at(callingStepOf(plan, unit)?.agent ?? OTHER).add();
}
