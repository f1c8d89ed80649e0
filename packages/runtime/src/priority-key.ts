import { type Priority, toPriorityKey } from '@ag06/contracts';
import type { RunContext } from './run-context.ts';

/**
 * The place of a step among all waiting steps. A run ages from the moment at which it was to start, so one that was
 * submitted long before does not overtake those that have waited since.
 */
export function priorityKeyOf(
  { createdAt, meta }: Pick<RunContext, 'createdAt' | 'meta'>,
  step: { readonly priority: Priority | undefined },
  epoch: number,
): number {
  return toPriorityKey(createdAt + (meta.delayMs ?? 0), step.priority ?? meta.priority, epoch);
}
