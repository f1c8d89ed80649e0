import { stepOfUnit } from '@ag06/contracts';
import { type Decision, decideOutcome } from '@ag06/engine';
import type { Evaluation } from '@ag06/protocol';
import type { Driver } from '../drive/driver.ts';
import { atIteration, toDecisionContext } from '../drive/to-decision-context.ts';
import type { RunContext } from '../run-context.ts';
import { judgeCall, originOfRecorded } from './judge-call.ts';

/**
 * Replaces the decision to start a child, in a fork with recorded effects: the unit gets the outcome of the child that the
 * source had, or waits for a permission. Returns every other decision as it is.
 */
export async function replayChild(
  driver: Driver,
  context: RunContext,
  { unit, attempt, iteration, item }: Evaluation,
  decision: Decision,
): Promise<Decision> {
  const origin = originOfRecorded(context);
  const starts = decision.entries?.some(({ does }) => does === 'start') === true;
  const step = context.plan.steps.get(stepOfUnit(unit));
  if (origin === undefined || !starts || step === undefined || !('with' in step)) return decision;
  const judged = await driver.ask('read', () =>
    judgeCall(driver.runs, context, origin, step, { iteration, item }),
  );
  switch (judged.verdict) {
    case 'acts':
      return decision;
    case 'kept':
      return { change: { to: 'blocked', reason: judged.reason }, next: [], end: undefined };
    case 'recorded': {
      const decided = atIteration(toDecisionContext(context, driver), iteration);
      return decideOutcome(context.plan, step, { attempt, ...(item && { item }) }, judged.outcome, decided);
    }
  }
}
