import { type Priority, toPriorityKey } from '@ag06/contracts';
import type { RunContext } from './run-context.ts';

/**
 * The place of a step among all that wait. A run ages from the moment at which it was to start, so that one which was
 * submitted long before does not overtake what has waited since.
 */
export function priorityKeyOf(
  { createdAt, meta }: Pick<RunContext, 'createdAt' | 'meta'>,
  step: { readonly priority: Priority | undefined },
  epoch: number,
): number {
  return toPriorityKey(createdAt + (meta.delayMs ?? 0), step.priority ?? meta.priority, epoch);
}
