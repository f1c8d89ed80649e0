import { decideWake, type Parked } from '@ag06/engine';
import type { CommitAnswer } from '@ag06/protocol';
import type { RunContext } from '../run-context.ts';
import { armDeadlines } from './arm-deadlines.ts';
import type { Carrier } from './driver.ts';
import { promiseSlots } from './promise-slots.ts';
import { keepOutput, toCommit } from './to-commit.ts';
import { atIteration, toDecisionContext } from './to-decision-context.ts';

/** A parked unit and the number of its parking. */
interface ParkedUnit extends Parked {
  readonly park: number;
}

/**
 * Moves a parked unit on as its kind of step decides. The store refuses it if the unit is no longer parked for this
 * reason under this number, so any number of wake-ups of one parking count once.
 */
export async function wake(
  carrier: Pick<Carrier, 'runs' | 'createId' | 'issuer'>,
  context: RunContext,
  parked: ParkedUnit,
  id: string = carrier.createId(),
): Promise<CommitAnswer> {
  const { unit, reason, park } = parked;
  const decided = decideWake(
    context.plan,
    parked,
    atIteration(toDecisionContext(context, carrier), parked.iteration),
  );
  const decision = promiseSlots(context, unit, decided, undefined);
  const guard = { on: 'parked', unit, reason, park } as const;
  await armDeadlines(carrier.runs, context.plan, context.runId, decision.next);
  const answer = await carrier.runs.apply(toCommit(context, id, carrier.issuer, guard, decision));
  if (answer.result !== 'refused') keepOutput(context, unit, decision.change);
  return answer;
}
