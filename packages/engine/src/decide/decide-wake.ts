import { stepOfUnit } from '@ag06/contracts';
import type { Plan } from '../plan.ts';
import { kindOf } from '../steps/kinds.ts';
import type { Decision, DecisionContext, Parked } from './decision.ts';
import { stepOf } from './openings.ts';

/** Decides about a parked unit that is woken, because its moment has come or because its reason no longer holds. */
export function decideWake(plan: Plan, parked: Parked, context: DecisionContext): Decision {
  const step = stepOf(plan, stepOfUnit(parked.unit));
  return kindOf(step).decideWake(plan, step, parked, context);
}
