import type { RunView } from '@ag06/client';

export type RunAction = 'retry' | 'resume' | 'pause' | 'cancel' | 'terminate' | 'signal' | 'fork' | 'delete';

/** Returns what can be done to a run, the most likely first. */
export function actionsOf({ status, archived }: Pick<RunView, 'status' | 'archived'>): readonly RunAction[] {
  if (archived === true) return ['fork'];
  switch (status) {
    case 'failed':
    case 'timed_out':
      return ['retry', 'fork', 'delete'];
    case 'completed':
    case 'cancelled':
      return ['fork', 'delete'];
    case 'paused':
      return ['resume', 'signal', 'fork', 'cancel', 'terminate'];
    case 'scheduled':
      return ['cancel', 'terminate'];
    default:
      return ['pause', 'signal', 'fork', 'cancel', 'terminate'];
  }
}
