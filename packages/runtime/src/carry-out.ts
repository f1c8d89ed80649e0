import type { Broker } from '@ag06/broker';
import { type Failure, isTerminal, type RunStatus, stepOfUnit, toJobId } from '@ag06/contracts';
import { type Decision, decideEvaluation, decideUnreadable } from '@ag06/engine';
import type { Enqueue, Evaluate, Issuer, Moves } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';
import { collectItems } from './collect-items.ts';
import { commitOrFail, type HeldDecision } from './commit-or-fail.ts';
import { evaluationFault } from './fault-point.ts';
import { NO_SLOT, promiseSlots } from './promise-slots.ts';
import { readUnread } from './read-unread.ts';
import type { RunContext } from './run-context.ts';
import { type Origin, type Sending, sendActivations } from './sending.ts';
import { toActivations } from './to-activations.ts';
import { keepOutput, toCommit } from './to-commit.ts';

/** What a process without agents needs to carry out what a command led to. */
export interface Carrier {
  readonly runs: Pick<RunStore, 'apply' | 'isHeld' | 'loadItems' | 'loadFields' | 'measureFields'>;
  readonly broker: Pick<Broker, 'enqueue' | 'remove'>;
  readonly issuer: Issuer;
  readonly createId: () => string;
  epoch(): number;
  /** Told of a run that one of its commits ended. */
  readonly onEnd?: (context: RunContext, status: RunStatus) => void;
  /** Told of a commit that the store refused for good: its unit fails. */
  readonly onRefused?: (context: RunContext, unit: string, error: unknown) => void;
}

/**
 * Does what the store answered a process that executes no steps: evaluates expressions, enqueues activations, removes
 * jobs of a run that is over. Resolves when all is acknowledged; whatever it does may be repeated.
 */
export async function carryOut(
  carrier: Carrier,
  context: RunContext,
  moves: Moves,
  from?: Origin,
): Promise<void> {
  const { activations, failure } = await evaluateMoves(carrier, context, moves, from);
  if (activations.length > 0) await sendActivations(carrier.broker, activations);
  if (failure !== undefined) throw failure;
}

/** What evaluations led to: the activations that are still to be enqueued, also where one of them failed. */
export interface Evaluated {
  readonly activations: readonly Sending[];
  readonly failure: unknown;
}

/** Everything that `carryOut` does but the last. Never rejects: what is committed is to be enqueued, whatever fails then. */
export async function evaluateMoves(
  carrier: Carrier,
  context: RunContext,
  moves: Moves,
  from?: Origin,
): Promise<Evaluated> {
  const enqueues = [...moves.enqueues];
  let failure: unknown;
  try {
    await evaluateAll(carrier, context, moves, enqueues);
  } catch (error) {
    failure = error;
  }
  const activations = enqueues.length === 0 ? [] : toActivations(context, enqueues, carrier.epoch(), from);
  return { activations, failure };
}

/** Adds what the evaluations schedule to `enqueues`, as it is committed. */
async function evaluateAll(
  carrier: Carrier,
  context: RunContext,
  moves: Moves,
  enqueues: Enqueue[],
): Promise<void> {
  const obsolete = [...moves.obsolete];
  const evaluations = [...moves.evaluations];
  for (let held = evaluations.shift(); held !== undefined; held = evaluations.shift()) {
    const decided = await decideHeld(carrier, context, held);
    if (decided === undefined) continue;
    const { change } = decided.decision;
    evaluationFault(change, 'before-commit');
    const answer = await commitOrFail(
      decided,
      async (guard, decision) => {
        const commit = toCommit(context, carrier.createId(), carrier.issuer, guard, decision);
        const answer = await carrier.runs.apply(commit);
        if (answer.result !== 'refused') keepOutput(context, held.unit, decision.change);
        return answer;
      },
      (error) => carrier.onRefused?.(context, held.unit, error),
    );
    evaluationFault(change, 'after-commit');
    if (answer.result === 'refused') continue;
    if (answer.result === 'applied' && isTerminal(answer.status)) carrier.onEnd?.(context, answer.status);
    enqueues.push(...answer.enqueues);
    obsolete.push(...answer.obsolete);
    evaluations.push(...answer.evaluations);
  }
  if (obsolete.length > 0) await removeObsolete(carrier, context, obsolete);
}

/** Undefined if somebody else holds the unit by now. */
async function decideHeld(
  carrier: Carrier,
  context: RunContext,
  held: Evaluate,
): Promise<HeldDecision | undefined> {
  for (const [field, text] of held.values) context.values.set(field, text);
  const read = await readUnread(carrier.runs, context, held);
  if (read.status === 'stale') return undefined;
  const items = await collectItems(carrier.runs, context.runId, held);
  const decisionContext = {
    run: { id: context.runId, correlationId: context.meta.correlationId },
    values: read.status === 'read' ? read.context.values : context.values,
    random: Math.random,
  };
  const { plan } = context;
  const { unit, attempt } = held;
  const schedule = (decision: Decision) => promiseSlots(plan, unit, decision, NO_SLOT);
  const instead = (failure: Failure) =>
    schedule(decideUnreadable(plan, unit, attempt, failure, decisionContext));
  const decision =
    read.status === 'failed'
      ? instead(read.failure)
      : schedule(decideEvaluation(plan, unit, attempt, decisionContext, items));
  const guard = { on: 'token', unit: held.unit, token: held.token } as const;
  return { runId: context.runId, guard, decision, instead };
}

/** Takes the jobs of an ended run off their queues; those that started find out by themselves. */
export async function removeObsolete(
  carrier: Pick<Carrier, 'broker'>,
  context: Pick<RunContext, 'runId' | 'plan'>,
  obsolete: Moves['obsolete'],
): Promise<void> {
  const jobs = obsolete.flatMap(({ unit, dispatch }) => {
    const agent = context.plan.steps.get(stepOfUnit(unit))?.agent;
    return agent === undefined ? [] : { agent, jobId: toJobId(context.runId, unit, dispatch) };
  });
  if (jobs.length > 0) await carrier.broker.remove(jobs);
}
