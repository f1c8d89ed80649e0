import { stepOfUnit } from '@ag06/contracts';
import type { Decision, Plan, PlanStep } from '@ag06/engine';
import type { Change, Next } from '@ag06/protocol';

/** Promises a slot of this process to a step, or to a lane for its next item. False: it goes to its queue. */
export type PromiseSlot = (step: PlanStep, isItem: boolean) => boolean;

/** For a process that executes no steps. */
export const NO_SLOT: PromiseSlot = () => false;

/** A decision as it can be committed: whatever it wants to go on at once, and has no slot, goes to its queue. */
export function promiseSlots(plan: Plan, unit: string, decision: Decision, promise: PromiseSlot): Decision {
  const isPromised = (of: string, isItem: boolean) => {
    const step = plan.steps.get(stepOfUnit(of));
    return step !== undefined && promise(step, isItem);
  };
  const next = promiseNext(decision.next, isPromised);
  const change = promiseOwn(decision.change, unit, isPromised);
  return next === decision.next && change === decision.change ? decision : { ...decision, change, next };
}

type IsPromised = (unit: string, isItem: boolean) => boolean;

/** Copies the list only where something in it has no slot. */
function promiseNext(next: readonly Next[], isPromised: IsPromised): readonly Next[] {
  let promised: Next[] | undefined;
  for (let i = 0; i < next.length; i++) {
    const one = next[i];
    if (one?.mode !== 'claim' || isPromised(one.unit, false)) continue;
    promised ??= [...next];
    promised[i] = { ...one, mode: 'schedule' };
  }
  return promised ?? next;
}

function promiseOwn(change: Change, unit: string, isPromised: IsPromised): Change {
  switch (change.to) {
    case 'open':
      if (change.opening.mode !== 'claim' || isPromised(unit, false)) return change;
      return { ...change, opening: { ...change.opening, mode: 'schedule' } };
    case 'expanded':
      return change.first !== 'claim' || isPromised(unit, false) ? change : { ...change, first: 'schedule' };
    case 'settled':
      return change.goesOn !== 'claim' || isPromised(unit, true) ? change : { ...change, goesOn: 'schedule' };
    default:
      return change;
  }
}
