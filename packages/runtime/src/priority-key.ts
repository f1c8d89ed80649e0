import { type Ageing, type Priority, toPriorityKey } from '@ag06/contracts';
import type { RunContext } from './run-context.ts';

/** What the order of queues depends on, as a process knows it now. */
export interface QueueOrder {
  /** The moment from which priority keys count, milliseconds since 1970. */
  epoch(): number;
  /** Returns what is published about an agent's queue. Absent: nothing is known of any. */
  readonly ageingOf?: ((agent: string) => Ageing) | undefined;
}

/**
 * Returns the place of a step among all waiting steps; less is earlier. A run ages from the moment at which it was due,
 * so a delayed run that was submitted long ago does not overtake runs that have really waited.
 */
export function priorityKeyOf(
  { createdAt, meta }: Pick<RunContext, 'createdAt' | 'meta'>,
  step: { readonly agent: string; readonly priority: Priority | undefined },
  order: QueueOrder,
): number {
  const dueAt = createdAt + (meta.delayMs ?? 0);
  return toPriorityKey(dueAt, step.priority ?? meta.priority, order.epoch(), order.ageingOf?.(step.agent));
}
