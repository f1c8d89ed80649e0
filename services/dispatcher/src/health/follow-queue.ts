import type { QueueState } from '@ag06/broker';

/** What one look at a queue after the other tells. Times are `performance.now()`. */
export interface FollowedQueue {
  readonly state: QueueState;
  /** Live workers that serve it. */
  readonly workers: number;
  /** Since when the same job has been next and none was in hand. */
  readonly unmovedSince: number | undefined;
  /** Since when work has waited and nobody served it. */
  readonly unservedSince: number | undefined;
}

/** A queue moves if its next job changes, or if one of its jobs is in hand: long ones fill all slots rightly. */
export function followQueue(
  before: FollowedQueue | undefined,
  state: QueueState,
  workers: number,
  now: number,
): FollowedQueue {
  const { head, active } = state;
  const isUnmoved = head !== undefined && active === 0;
  const isSameHead = before?.state.head?.jobId === head?.jobId;
  const isUnserved = head !== undefined && workers === 0;
  return {
    state,
    workers,
    unmovedSince: isUnmoved ? ((isSameHead ? before?.unmovedSince : undefined) ?? now) : undefined,
    unservedSince: isUnserved ? (before?.unservedSince ?? now) : undefined,
  };
}
