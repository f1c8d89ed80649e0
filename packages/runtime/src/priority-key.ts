import { type Priority, toPriorityKey } from '@ag06/contracts';
import type { RunContext } from './run-context.ts';

/**
 * Returns the place of a step among all waiting steps; less is earlier. A run ages from the moment at which it was due,
 * so a delayed run that was submitted long ago does not overtake runs that have really waited.
 */
export function priorityKeyOf(
  { createdAt, meta }: Pick<RunContext, 'createdAt' | 'meta'>,
  step: { readonly priority: Priority | undefined },
  epoch: number,
): number {
  return toPriorityKey(createdAt + (meta.delayMs ?? 0), step.priority ?? meta.priority, epoch);
}
