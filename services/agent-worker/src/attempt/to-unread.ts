import type { Failure } from '@ag06/contracts';
import type { ReadResult } from '@ag06/runtime';
import type { Attempted } from './attempt-step.ts';

/** A failure that no further attempt would mend. */
export const toTerminal = (failure: Failure) => ({ status: 'failed', failure, isRetryable: false }) as const;

/** What becomes of a step whose input could not be read. */
export function toUnread(read: Exclude<ReadResult, { status: 'read' }>): Attempted {
  if (read.status === 'stale') return { status: 'aborted' };
  return { status: 'outcome', outcome: toTerminal(read.failure), emitted: [] };
}
