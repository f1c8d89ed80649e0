import type { FeedFilter } from '@ag06/client';
import { useEffect, useRef } from 'preact/hooks';
import { client } from '../client.ts';
import { followChanges } from './follow-changes.ts';
import { RefreshGate } from './refresh-gate.ts';

/** Begins a feed with what happens from now on. It ends by the signal. */
type OpenFeed = (signal: AbortSignal) => AsyncIterable<unknown>;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Refreshes when something happens in a run that the filter lets through: at most once in `leastMs`, however much that is.
 * A hidden page follows nothing, because a browser has few connections to one dispatcher; it refreshes when it is shown.
 */
export function useLive(filter: FeedFilter, refresh: () => void, leastMs?: number): void {
  useFeed((signal) => client.feed(filter, { signal }), JSON.stringify(filter), refresh, leastMs);
}

/** Refreshes as `useLive` does, by a feed of any kind. `key` names what is followed. */
export function useFeed(open: OpenFeed, key: string, refresh: () => void, leastMs = 1_000): void {
  const latest = useRef({ open, refresh });
  latest.current = { open, refresh };
  useEffect(() => {
    const gate = new RefreshGate(() => latest.current.refresh(), leastMs);
    let following = new AbortController();
    const turn = () => {
      following.abort();
      if (document.visibilityState !== 'visible') return;
      following = new AbortController();
      void followChanges({
        open: (signal) => latest.current.open(signal),
        onChange: () => gate.note(),
        restMs: leastMs,
        pause,
        signal: following.signal,
      });
    };
    const show = () => {
      if (document.visibilityState === 'visible') gate.note();
      turn();
    };
    turn();
    document.addEventListener('visibilitychange', show);
    return () => {
      document.removeEventListener('visibilitychange', show);
      following.abort();
      gate.stop();
    };
  }, [key, leastMs]);
}
