import { callingStepOf } from '@ag06/engine';
import type { RunContext, SentDecision } from '@ag06/runtime';
import { type MetricBook, OTHER } from '@ag06/telemetry';
import type { Attempt } from '../attempt/attempt.ts';

/**
 * Counts a granted step or item that begins.
 *
 * @param isFirst whether its job was on the queue for it; further steps of the job are eager
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

/** Counts a recorded decision about a step or item. */
export function countOutcome(book: MetricBook, { plan }: RunContext, { unit, decision }: SentDecision): void {
  if (decision.change.to === 'retrying') book.retries.at(callingStepOf(plan, unit)?.agent ?? OTHER).add();
}
