import { toJobId } from '@ag06/contracts';
import {
  type CollectedItems,
  callingStepOf,
  type Decision,
  decideEvaluation,
  decideUnreadable,
} from '@ag06/engine';
import type { Evaluation, Moves } from '@ag06/protocol';
import { evaluationFault } from '../fault-point.ts';
import type { RunContext } from '../run-context.ts';
import { collectItems } from './collect-items.ts';
import { commitHeld } from './commit-held.ts';
import type { Carrier, Driver, PromisedSlots } from './driver.ts';
import { promiseSlots } from './promise-slots.ts';
import { type ReadResult, readUnread } from './read-unread.ts';
import { settleAll } from './settle-all.ts';
import { toDecisionContext } from './to-decision-context.ts';

/**
 * The one way on from what a command led to: has granted steps executed, evaluates expressions and commits what follows,
 * enqueues activations, removes the jobs of a run that is over, and goes on with what those commits lead to. Resolves when
 * nothing of it is left; all of it may be repeated.
 *
 * @param slots promised to the granted steps; those that none of them takes are given back
 * @param sentAt `performance.now()` before the command was sent
 */
export function drive(
  driver: Driver,
  context: RunContext,
  moves: Moves,
  slots: PromisedSlots | undefined,
  sentAt: number,
): Promise<void> {
  const work: Promise<void>[] = [];
  if (driver.executor !== undefined && slots !== undefined) {
    for (const grant of moves.grants) work.push(driver.executor.execute(context, grant, slots, sentAt));
    slots.releaseAll();
  }
  for (const held of moves.evaluations) work.push(evaluate(driver, context, held));
  if (moves.enqueues.length > 0) work.push(driver.enqueue(context, moves.enqueues));
  if (moves.obsolete.length > 0) work.push(removeObsolete(driver, context, moves.obsolete));
  const [only] = work;
  return work.length === 1 && only !== undefined ? only : settleAll(work);
}

async function evaluate(driver: Driver, context: RunContext, held: Evaluation): Promise<void> {
  for (const [field, text] of held.values) context.values.set(field, text);
  const slots = driver.executor?.openSlots();
  try {
    const read = await driver.ask('read', () => readUnread(driver.runs, context, held));
    if (read.status === 'stale') return;
    const items = await driver.ask('read', () => collectItems(driver.runs, context.runId, held));
    const { unit, token } = held;
    const decide = (from: Exclude<ReadResult, { status: 'stale' }>) =>
      promiseSlots(context, unit, decideHeld(context, held, from, items), slots);
    const decision = decide(read);
    driver.onEvaluated?.(context, held, decision);
    const sentAt = performance.now();
    evaluationFault(decision.change, 'before-commit');
    const answer = await commitHeld(driver, context, {
      guard: { on: 'token', unit, token },
      decision,
      instead: (failure) => decide({ status: 'failed', failure }),
    });
    evaluationFault(decision.change, 'after-commit');
    if (answer.result !== 'refused') await drive(driver, context, answer, slots, sentAt);
    else if (answer.reason === 'guard') await driver.onTakenOver?.(context, held);
  } finally {
    slots?.releaseAll();
  }
}

/** What becomes of a unit that is held for its evaluation. */
function decideHeld(
  context: RunContext,
  { unit, attempt }: Evaluation,
  read: Exclude<ReadResult, { status: 'stale' }>,
  items: CollectedItems | undefined,
): Decision {
  const { plan } = context;
  if (read.status === 'read')
    return decideEvaluation(plan, unit, attempt, toDecisionContext(read.context), items);
  return decideUnreadable(plan, unit, attempt, read.failure, toDecisionContext(context));
}

/** Takes the jobs of an ended run off their queues; those that started find out by themselves. */
export async function removeObsolete(
  carrier: Pick<Carrier, 'broker'>,
  context: Pick<RunContext, 'runId' | 'plan'>,
  obsolete: Moves['obsolete'],
): Promise<void> {
  const jobs = obsolete.flatMap(({ unit, dispatch }) => {
    const agent = callingStepOf(context.plan, unit)?.agent;
    return agent === undefined ? [] : { agent, jobId: toJobId(context.runId, unit, dispatch) };
  });
  if (jobs.length > 0) await carrier.broker.remove(jobs);
}
