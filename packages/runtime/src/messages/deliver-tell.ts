import { isTerminal, LIMITS } from '@ag06/contracts';
import { decideOutcome, type Outcome, toChildFailure } from '@ag06/engine';
import type { RunParent } from '@ag06/protocol';
import type { RunOutcome } from '@ag06/store';
import { carryOut } from '../carry-out.ts';
import { armDeadlines } from '../drive/arm-deadlines.ts';
import { promiseSlots } from '../drive/promise-slots.ts';
import { keepOutput, toCommit } from '../drive/to-commit.ts';
import { atIteration, toDecisionContext } from '../drive/to-decision-context.ts';
import { iterationFault } from '../fault-point.ts';
import { isUnavailable } from '../is-unavailable.ts';
import { freeSchedule } from '../schedules/free-schedule.ts';
import { becauseOf, type DeliveryParts, loadContext } from './delivery-parts.ts';
import { readIteration } from './read-iteration.ts';

/** Tells the parent of a run how that ended: a unit of another run, or a schedule. */
export async function deliverTell(parts: DeliveryParts, child: string): Promise<void> {
  const outcome = await parts.runs.loadOutcome(child);
  const parent = outcome?.meta.parent;
  if (outcome === undefined || parent === undefined || !isTerminal(outcome.status)) return;
  if ('schedule' in parent) return freeSchedule(parts, outcome.meta.tenant, parent.schedule, child);
  await settleChild(parts, child, parent, await toOutcome(parts.runs, outcome, parent.runId));
}

/** A large output becomes one of the parent: its text, if expressions may read it, or else a reference. */
async function toOutcome(
  runs: DeliveryParts['runs'],
  { runId, status, output, large, error }: RunOutcome,
  parentId: string,
): Promise<Outcome> {
  if (status === 'completed' && large !== undefined) {
    const isRead = large.bytes <= LIMITS.readBytes;
    const load = () => (isRead ? runs.loadLarge(runId, large) : runs.copyLarge(runId, large, parentId));
    return { status, output: await load() };
  }
  if (status === 'completed') return { status, output: JSON.stringify(output ?? null) };
  return toChildFailure(runId, error ?? { code: 'ERROR_MISSING', message: `It ended as ${status}.` });
}

type UnitParent = Extract<RunParent, { readonly runId: string }>;

/**
 * Commits the outcome of the unit that is parked for a child, and carries out what follows. Does nothing if the unit is
 * no longer parked for this child.
 */
export async function settleChild(
  parts: DeliveryParts,
  child: string,
  { runId, unit, attempt, item }: UnitParent,
  outcome: Outcome,
): Promise<void> {
  const run = await parts.runs.loadSummary(runId);
  const context = run && (await loadContext(parts, run));
  const step = context?.plan.steps.get(unit.split('.')[0] ?? '');
  if (run === undefined) return;
  // It may come back, from a backup or with a fail-over: the message wakes again until then.
  if (context === undefined)
    throw new Error(`WORKFLOW_MISSING: the run ${runId} cannot be told of the end of ${child}.`);
  if (step === undefined) return;
  const carrier = becauseOf(parts.carrier, `tell:${child}`);
  const of = item === undefined ? { attempt } : { attempt, item: { index: item } };
  const guard = { on: 'parked', unit, reason: `child:${child}`, park: 0 } as const;
  const read = await readIteration(parts.runs, context, step, outcome);
  const decidedIn = atIteration(toDecisionContext(context, carrier), read.iteration);
  const commit = async (what: Outcome) => {
    const decided = decideOutcome(context.plan, step, of, what, decidedIn);
    const decision = promiseSlots(context, unit, decided, undefined);
    await armDeadlines(carrier.runs, context.plan, runId, decision.next);
    const command = toCommit(context, carrier.createId(), carrier.issuer, guard, decision);
    iterationFault(decision.change, 'before-commit');
    const answer = await carrier.runs.apply(command);
    iterationFault(decision.change, 'after-commit');
    if (answer.result !== 'refused') keepOutput(context, unit, decision.change);
    return answer;
  };
  const answer = await commit(read.outcome).catch((error: unknown) => {
    if (isUnavailable(error)) throw error;
    // It would be refused the next time as well.
    return commit(toRefused(child, error));
  });
  if (answer.result === 'refused') return;
  if (answer.result === 'applied' && isTerminal(answer.status)) carrier.onEnd?.(context, answer.status);
  await carryOut(carrier, context, answer);
}

const REASON_MAX = 500;

/** The outcome of a unit if the store refuses that of its child permanently, as it would that of an agent. */
function toRefused(child: string, error: unknown): Outcome {
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, REASON_MAX);
  const message = `The child run ${child} ended, but the store refuses what came of it: ${reason}`;
  return { status: 'failed', failure: { code: 'COMMIT_REFUSED', message, runId: child }, isRetryable: false };
}
