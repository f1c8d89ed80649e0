import type { FeedFilter } from '@ag06/client';
import { useEffect, useRef } from 'preact/hooks';
import { client } from '../client.ts';
import { RefreshGate } from './refresh-gate.ts';

/** The pause after a feed that was refused, such as by a dispatcher that has too many readers. */
const REFUSED_MS = 5_000;

/**
 * Refreshes when something happens in the fleet that the filter lets through: at most once in `leastMs`, however much that is.
 * A hidden page follows nothing, because a browser has few connections to one dispatcher; it refreshes when it is shown.
 */
export function useLive(filter: FeedFilter, refresh: () => void, leastMs = 1_000): void {
  const key = JSON.stringify(filter);
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    const gate = new RefreshGate(() => latest.current(), leastMs);
    let following = new AbortController();
    const turn = () => {
      following.abort();
      if (document.visibilityState !== 'visible') return;
      following = new AbortController();
      void follow(filter, gate, following.signal);
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

async function follow(filter: FeedFilter, gate: RefreshGate, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const _ of client.feed(filter, { signal })) gate.note();
    } catch {
      if (signal.aborted) return;
      // What was missed is in what the refresh reads.
      gate.note();
      await new Promise((resolve) => setTimeout(resolve, REFUSED_MS));
    }
  }
}
