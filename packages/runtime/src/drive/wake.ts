import { decideWake, type Parked } from '@ag06/engine';
import type { CommitAnswer } from '@ag06/protocol';
import type { RunContext } from '../run-context.ts';
import type { Carrier } from './driver.ts';
import { promiseSlots } from './promise-slots.ts';
import { toCommit } from './to-commit.ts';
import { toDecisionContext } from './to-decision-context.ts';

/** A parked unit, and the number under which it is parked. */
export interface ParkedUnit extends Parked {
  readonly park: number;
}

/**
 * Moves a parked unit on as its kind of step says. The store refuses it if the unit is not parked for that reason under
 * that number any more, so any number of wakes of one parking is one.
 */
export function wake(
  carrier: Pick<Carrier, 'runs' | 'createId' | 'issuer'>,
  context: RunContext,
  parked: ParkedUnit,
  id: string = carrier.createId(),
): Promise<CommitAnswer> {
  const { unit, reason, park } = parked;
  const decided = decideWake(context.plan, parked, toDecisionContext(context));
  const decision = promiseSlots(context, unit, decided, undefined);
  const guard = { on: 'parked', unit, reason, park } as const;
  return carrier.runs.apply(toCommit(context, id, carrier.issuer, guard, decision));
}
