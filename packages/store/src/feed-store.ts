import type { RunEvent } from '@ag06/contracts';
import type { RunMeta } from '@ag06/protocol';

/**
 * The logs of all runs of a tenant as one stream, ordered by (time, run id, number). It is merged from the logs when
 * somebody reads it, so a commit does no work for it.
 */
export interface FeedStore {
  /**
   * Reads the events after `after` and before the time `until`, in pages. Events of runs deleted meanwhile are missing.
   * The result is complete if `until` is not later than the `settledAt` that a tail has reported.
   */
  readFeed(tenant: string, after: FeedPosition, until: number): AsyncIterable<readonly FeedEvent[]>;

  /**
   * Calls `listener` with events as they are committed, in order, until stopped. Resolves once it listens. If the store
   * is away, it waits and then reports what it missed.
   */
  tailFeed(tenant: string, listener: FeedListener): Promise<FeedTail>;
}

/** The most that a page holds, in events and in characters of their bodies; the last event may exceed the latter. */
export const FEED_PAGE = { events: 500, chars: 1024 * 1024 } as const;

export interface FeedTail {
  /** Every event from this time on is reported; milliseconds since 1970. */
  readonly from: number;
  /** Resolves when no further event will be reported. May be called twice. */
  stop(): Promise<void>;
}

/**
 * `settledAt`: every event before that time has been reported, this page included. It never goes back. An event can
 * still come out of order if the store's clock was set back.
 */
export type FeedListener = (events: readonly FeedEvent[], settledAt: number) => void;

export interface FeedEvent {
  readonly runId: string;
  readonly meta: RunMeta;
  readonly event: RunEvent;
}

/** A position in the feed. An empty run id is before all events of its time. */
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

/** Returns a negative number if `a` comes before `b`. Run ids are compared by their bytes. */
export function compareFeedPositions(a: FeedPosition, b: FeedPosition): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.runId !== b.runId) return a.runId < b.runId ? -1 : 1;
  return a.seq - b.seq;
}
