import type { Plan } from '../plan.ts';
import { kindOf } from '../steps/kinds.ts';

/** Warnings of what is allowed and probably not meant. */
export function findWarnings({ steps, timeoutMs }: Pick<Plan, 'steps' | 'timeoutMs'>): readonly string[] {
  return Object.freeze([...steps.values()].flatMap((step) => kindOf(step).findWarnings(step, timeoutMs)));
}
