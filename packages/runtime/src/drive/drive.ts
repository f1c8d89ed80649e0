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
import { originOfRecorded } from '../forks/judge-call.ts';
import { replayChild } from '../forks/replay-child.ts';
import type { RunContext } from '../run-context.ts';
import { collectItems } from './collect-items.ts';
import { commitHeld } from './commit-held.ts';
import type { Carrier, Driver, PromisedSlots } from './driver.ts';
import { promiseSlots } from './promise-slots.ts';
import { type ReadResult, readUnread } from './read-unread.ts';
import { settleAll } from './settle-all.ts';
import { atIteration, toDecisionContext } from './to-decision-context.ts';

/** How many units of one answer are evaluated at a time. */
const EVALUATED_AT_ONCE = 8;

/**
 * Carries on from the answer to a command: executes granted steps, evaluates expressions and commits the results,
 * enqueues activations, removes the jobs of an ended run, and does the same with the answers to those commits. Resolves
 * when nothing is left. All of it may be repeated.
 *
 * @param slots promised to the granted steps; unused ones are given back
 * @param sentAt `performance.now()` before the command was sent
 */
export function drive(
  driver: Driver,
  context: RunContext,
  moves: Moves,
  slots: PromisedSlots | undefined,
  sentAt: number,
): Promise<void> {
  if (moves.entries !== undefined) driver.send?.(context.runId, moves.entries);
  const work: Promise<void>[] = [];
  if (driver.executor !== undefined && slots !== undefined) {
    for (const grant of moves.grants) work.push(driver.executor.execute(context, grant, slots, sentAt));
    slots.releaseAll();
  }
  if (moves.evaluations.length > 0) work.push(evaluateAll(driver, context, moves.evaluations));
  if (moves.enqueues.length > 0) work.push(driver.enqueue(context, moves.enqueues));
  if (moves.obsolete.length > 0) work.push(removeObsolete(driver, context, moves.obsolete));
  const [only] = work;
  return work.length === 1 && only !== undefined ? only : settleAll(work);
}

/**
 * Evaluates units, a few at a time, because each may read as much as a run may hold. The consequences of an evaluation
 * do not hold up the others, because a granted step may take long; they are awaited at the end.
 */
async function evaluateAll(
  driver: Driver,
  context: RunContext,
  evaluations: readonly Evaluation[],
): Promise<void> {
  const [only] = evaluations;
  if (evaluations.length === 1 && only !== undefined) return (await evaluate(driver, context, only))();
  const work: Promise<void>[] = [];
  const left = evaluations.values();
  const evaluateSome = async () => {
    for (const held of left) {
      const evaluated = evaluate(driver, context, held);
      const done = evaluated.then((goOn) => goOn());
      // Its failure is reported at the end.
      done.catch(() => {});
      work.push(done);
      await Promise.allSettled([evaluated]);
    }
  };
  await settleAll(Array.from({ length: EVALUATED_AT_ONCE }, evaluateSome));
  await settleAll(work);
}

/** Commits an evaluation. Returns a function that carries on with the answer. */
async function evaluate(driver: Driver, context: RunContext, held: Evaluation): Promise<() => Promise<void>> {
  for (const [field, text] of held.values) context.values.set(field, text);
  const slots = driver.executor?.openSlots();
  try {
    const read = await driver.ask('read', () => readUnread(driver.runs, context, held));
    if (read.status === 'stale') return async () => slots?.releaseAll();
    const items = await driver.ask('read', () => collectItems(driver.runs, context.runId, held));
    const { unit, token } = held;
    const decideFor = (from: Exclude<ReadResult, { status: 'stale' }>) =>
      decideHeld(driver, context, held, from, items);
    const decide = (from: Exclude<ReadResult, { status: 'stale' }>) =>
      promiseSlots(context, unit, decideFor(from), slots);
    const decision = isReplayed(context)
      ? promiseSlots(
          context,
          unit,
          await replayChild(driver, ownOf(read, context), held, decideFor(read)),
          slots,
        )
      : decide(read);
    driver.onEvaluated?.(context, held, decision);
    const sentAt = performance.now();
    evaluationFault(decision.change, 'before-commit');
    const answer = await commitHeld(driver, context, {
      guard: { on: 'token', unit, token },
      decision,
      instead: (failure) => decide({ status: 'failed', failure }),
    });
    evaluationFault(decision.change, 'after-commit');
    return async () => {
      try {
        if (answer.result !== 'refused') await drive(driver, context, answer, slots, sentAt);
        else if (answer.reason === 'guard') await driver.onTakenOver?.(context, held);
      } finally {
        slots?.releaseAll();
      }
    };
  } catch (error) {
    slots?.releaseAll();
    throw error;
  }
}

const isReplayed = (context: RunContext): boolean => originOfRecorded(context) !== undefined;

/** The run as the unit reads it. */
const ownOf = (read: ReadResult, context: RunContext): RunContext =>
  read.status === 'read' ? read.context : context;

/** Decides about a unit that is held for its evaluation. */
function decideHeld(
  driver: Driver,
  context: RunContext,
  { unit, attempt, iteration, item }: Evaluation,
  read: Exclude<ReadResult, { status: 'stale' }>,
  items: CollectedItems | undefined,
): Decision {
  const { plan } = context;
  const from = read.status === 'read' ? read.context : context;
  const decided = atIteration(toDecisionContext(from, driver), iteration);
  if (read.status === 'read') return decideEvaluation(plan, unit, attempt, decided, items, item);
  return decideUnreadable(plan, unit, attempt, read.failure, decided, item);
}

/** Removes the jobs of an ended run from their queues. Running ones notice the end by themselves. */
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
