import { isTerminal, stepOfUnit } from '@ag06/contracts';
import type { Decision, PlanStep } from '@ag06/engine';
import type { CommitAnswer, Grant } from '@ag06/protocol';
import type { RunContext } from '@ag06/runtime';
import { countEnd, type MetricBook, OTHER } from '@ag06/telemetry';
import type { Execution } from '../attempt/execution.ts';

/**
 * A granted step, or item, begins.
 *
 * @param isFirst whether its job was on the queue for it; what follows in the same job is eager
 */
export function countStart(
  book: MetricBook,
  { agent }: PlanStep,
  { lost }: Grant,
  { startedAt, dueSince }: Execution,
  isFirst: boolean,
): void {
  if (isFirst) book.queueWait.at(agent).recordMs(Math.max(0, startedAt - dueSince));
  else book.eagerSteps.at(agent).add();
  if (lost > 0) book.deliveriesLost.at(agent).add();
}

/** What a step or item came to was committed. */
export function countCommit(
  book: MetricBook,
  { meta, createdAt, plan }: RunContext,
  unit: string,
  { change, end, next }: Decision,
  answer: CommitAnswer,
): void {
  // A repeated one was not counted yet: its first answer was lost.
  if (answer.result === 'refused') return;
  if (change.to === 'retrying') book.retries.at(plan.steps.get(stepOfUnit(unit))?.agent ?? OTHER).add();
  const mayEnd = end !== undefined || next.some(({ mode }) => mode === 'end');
  if (mayEnd && isTerminal(answer.status)) countEnd(book, meta.workflow, createdAt, answer.status);
}
