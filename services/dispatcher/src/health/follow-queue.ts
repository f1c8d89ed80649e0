import type { QueueState } from '@ag06/broker';

/** What one look at a queue after the other tells. Times are `performance.now()`. */
export interface FollowedQueue {
  readonly state: QueueState;
  /** Live workers that serve it. */
  readonly workers: number;
  /** Since when the same job has been next and none was in hand. */
  readonly unmovedSince: number | undefined;
  /** Since when work has waited on it while it was paused, or nothing was taken for a limit that is used up. */
  readonly heldSince: number | undefined;
  /** Since when work has waited and nobody served it. */
  readonly unservedSince: number | undefined;
}

/**
 * A queue moves if its next job changes, or if one of its jobs is in hand: long ones fill all slots rightly, and so they do
 * the places that a limit of the queue leaves. From a pause on, and from its end, time is counted anew.
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
