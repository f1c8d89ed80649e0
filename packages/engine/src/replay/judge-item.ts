import { type RunEvent, toLaneUnit } from '@ag06/contracts';
import { decideEvaluation } from '../decide/decide-evaluation.ts';
import type { HeldItem } from '../decide/decision.ts';
import { hasItems } from '../steps/for-each/lanes-of.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import { type Difference, differs, tellOf } from './difference.ts';
import { failureOf, isLarge, toJson } from './event-fields.ts';
import { judgeOpening } from './judge-opening.ts';
import { judgeFailedAttempt, judgeGiven, judgeRetrying } from './judge-step.ts';
import type { ReplayState } from './replay-state.ts';

/** Judges an event of an item. */
export function judgeItem(
  state: ReplayState,
  step: PlanStep,
  does: string,
  event: RunEvent,
): Difference | undefined {
  if (!hasItems(step)) return differs(event, tellOf(event), `step ${step.id} would have no items`);
  const { item = 0, attempt } = event;
  const list = state.lists.get(step.id);
  switch (does) {
    case 'started':
      return state.isOther ? judgeGiven(state, event, list?.hold(item)) : undefined;
    case 'waiting': {
      const held = list?.hold(item);
      return held && (judgeGiven(state, event, held) ?? judgeHeldItem(state, step, event, held));
    }
    case 'completed':
      list?.complete(item, isLarge(event) ? undefined : toJson(event.output));
      return undefined;
    case 'retrying':
      return judgeRetrying(state, step, event);
    case 'failed':
    case 'timed_out':
      list?.fail(item, { ...failureOf(event), step: step.id, item, attempt: attempt ?? 1 });
      return judgeFailedAttempt(state, step, event, 'settled');
    default:
      return undefined;
  }
}

/** An item for which no agent is called: its child is started. */
function judgeHeldItem(
  state: ReplayState,
  step: PlanStep,
  event: RunEvent,
  item: HeldItem,
): Difference | undefined {
  const lane = toLaneUnit(step.id, 0);
  const context = state.context(event);
  const { change } = decideEvaluation(state.now, lane, event.attempt ?? 1, context, undefined, item);
  return judgeOpening(event, change);
}
