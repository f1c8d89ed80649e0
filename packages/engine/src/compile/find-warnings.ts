import type { Plan } from '../plan.ts';
import { kindOf } from '../steps/kinds.ts';

/** Warns of what is allowed but probably not meant. */
export function findWarnings({ steps, timeoutMs }: Pick<Plan, 'steps' | 'timeoutMs'>): readonly string[] {
  return Object.freeze([...steps.values()].flatMap((step) => kindOf(step).findWarnings(step, timeoutMs)));
}
