import { type Commit, type CommitAnswer, type Grant, isTerminal, stepOfUnit } from '@ag06/contracts';
import type { PlanStep } from '@ag06/engine';
import type { RunContext } from '@ag06/runtime';
import { countEnd, type MetricBook } from '@ag06/telemetry';
import type { Execution } from './execution.ts';

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

/** Answers as the store did, and counts what that means. */
export async function countCommit(
  book: MetricBook,
  context: RunContext,
  commit: Commit,
  answered: Promise<CommitAnswer>,
): Promise<CommitAnswer> {
  const answer = await answered;
  // A repeated one was not counted yet: its first answer was lost.
  if (answer.result === 'refused') return answer;
  if (commit.change.to === 'retrying') countRetry(book, context, commit);
  if (isTerminal(answer.status) && mayEnd(commit))
    countEnd(book, context.meta.workflow, context.createdAt, answer.status);
  return answer;
}

const mayEnd = ({ end, next }: Commit): boolean =>
  end !== undefined || next.some(({ mode }) => mode === 'end');

function countRetry(book: MetricBook, { plan }: RunContext, { guard }: Commit): void {
  const step = guard.on === 'run' ? undefined : plan.steps.get(stepOfUnit(guard.unit));
  if (step !== undefined) book.retries.at(step.agent).add();
}
