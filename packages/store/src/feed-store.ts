import type { RunEvent } from '@ag06/contracts';
import type { RunMeta } from '@ag06/protocol';

/**
 * The logs of all runs of a tenant as one: events in the order of (time, run id, number), each run's in its own order.
 * It is made of the logs when somebody asks for it; a commit does nothing for it.
 */
export interface FeedStore {
  /**
   * Events behind `after`, and before the time `until`, in pages. What was deleted meanwhile is missing. Everything
   * before `until` is told if it is not later than what a tail has `settled`.
   */
  readFeed(tenant: string, after: FeedPosition, until: number): AsyncIterable<readonly FeedEvent[]>;

  /**
   * Tells `listener` what is committed, in order, until it is stopped; resolves when it listens. With the store away it
   * waits, and then tells what was missed.
   */
  tailFeed(tenant: string, listener: FeedListener): Promise<FeedTail>;
}

/** A page has no more events, nor more characters of their bodies, but for its last event. */
export const FEED_PAGE = { events: 500, chars: 1024 * 1024 } as const;

export interface FeedTail {
  /** Everything from this time on is told; milliseconds since 1970. */
  readonly from: number;
  /** Resolves when nothing is told any more. May come twice. */
  stop(): Promise<void>;
}

/**
 * `settledAt`: everything before that time has been told, this page included. It never goes back. An event that comes out
 * of order is told all the same: the store's clock was set back.
 */
export type FeedListener = (events: readonly FeedEvent[], settledAt: number) => void;

export interface FeedEvent {
  readonly runId: string;
  readonly meta: RunMeta;
  readonly event: RunEvent;
}

/** A place in the feed; with an empty run id, that before everything of its time. */
export interface FeedPosition {
  readonly at: number;
  readonly runId: string;
  readonly seq: number;
}

export const toFeedPosition = ({ runId, event: { at, seq } }: FeedEvent): FeedPosition => ({
  at,
  runId,
  seq,
});

export const startOfTime = (at: number): FeedPosition => ({ at, runId: '', seq: 0 });

/** Negative if `a` comes before `b`. Run ids sort by their bytes. */
export function compareFeedPositions(a: FeedPosition, b: FeedPosition): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.runId !== b.runId) return a.runId < b.runId ? -1 : 1;
  return a.seq - b.seq;
}
