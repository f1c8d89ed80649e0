import { callingStepOf, type Decision } from '@ag06/engine';
import type { Change, Next } from '@ag06/protocol';
import type { RunContext } from '../run-context.ts';
import type { PromisedSlots } from './driver.ts';

/** Prepares a decision for its commit: whatever wants to go on at once and gets no slot goes to its queue. */
export function promiseSlots(
  context: RunContext,
  unit: string,
  decision: Decision,
  slots: Pick<PromisedSlots, 'promise'> | undefined,
): Decision {
  const next = promiseNext(context, decision.next, slots);
  const change = promiseOwn(context, unit, decision.change, slots);
  return next === decision.next && change === decision.change ? decision : { ...decision, change, next };
}

type Slots = Pick<PromisedSlots, 'promise'> | undefined;

/** Copies the list only if something in it has no slot. */
function promiseNext(context: RunContext, next: readonly Next[], slots: Slots): readonly Next[] {
  let promised: Next[] | undefined;
  for (let i = 0; i < next.length; i++) {
    const one = next[i];
    if (one?.mode !== 'claim' || isPromised(context, one.unit, false, slots)) continue;
    promised ??= [...next];
    promised[i] = { ...one, mode: 'schedule' };
  }
  return promised ?? next;
}

function promiseOwn(context: RunContext, unit: string, change: Change, slots: Slots): Change {
  switch (change.to) {
    case 'open':
    case 'iterated':
      if (change.opening.mode !== 'claim' || isPromised(context, unit, false, slots)) return change;
      return { ...change, opening: { ...change.opening, mode: 'schedule' } };
    case 'expanded':
    case 'redone':
      if (change.first !== 'claim' || isPromised(context, unit, false, slots)) return change;
      return { ...change, first: 'schedule' };
    case 'settled':
      if (change.goesOn !== 'claim' || isPromised(context, unit, true, slots)) return change;
      return { ...change, goesOn: 'schedule' };
    default:
      return change;
  }
}

function isPromised(context: RunContext, unit: string, isItem: boolean, slots: Slots): boolean {
  if (slots === undefined) return false;
  const step = callingStepOf(context.plan, unit);
  return step !== undefined && slots.promise(context, step, isItem);
}
