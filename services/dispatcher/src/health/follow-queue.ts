import type { QueueState } from '@ag06/broker';

/** What successive looks at a queue tell. Times are `performance.now()`. */
export interface FollowedQueue {
  readonly state: QueueState;
  /** How many live workers serve it. */
  readonly workers: number;
  /** Since when the same job has been next and no job was in hand. */
  readonly unmovedSince: number | undefined;
  /** Since when work has waited on a paused queue, or on one whose limit is used up. */
  readonly heldSince: number | undefined;
  /** Since when work has waited and no worker served it. */
  readonly unservedSince: number | undefined;
}

/**
 * Updates what is known of a queue. A queue moves if its next job changes or one of its jobs is in hand, because long
 * jobs may rightly fill every slot, or every place that a limit of the queue leaves. A pause resets the times, and so
 * does its end.
 */
export function followQueue(
  before: FollowedQueue | undefined,
  state: QueueState,
  workers: number,
  now: number,
): FollowedQueue {
  const { head, active, heldBack } = state;
  const isHeldAsBefore = before?.state.heldBack === heldBack;
  const isUnmoved = head !== undefined && active === 0;
  const isSameHead = before?.state.head?.jobId === head?.jobId && isHeldAsBefore;
  const isUnserved = head !== undefined && workers === 0;
  const unmovedSince = isUnmoved ? ((isSameHead ? before?.unmovedSince : undefined) ?? now) : undefined;
  const pausedSince =
    state.waiting > 0 ? ((isHeldAsBefore ? before?.heldSince : undefined) ?? now) : undefined;
  return {
    state,
    workers,
    unmovedSince,
    heldSince: heldBack === 'paused' ? pausedSince : heldBack && unmovedSince,
    unservedSince: isUnserved ? (before?.unservedSince ?? now) : undefined,
  };
}
