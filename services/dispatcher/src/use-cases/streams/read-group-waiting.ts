import type { GroupRead, GroupStore } from '@ag06/store';
import { waitForChange } from '../../feed/wait-for-change.ts';
import type { StreamHub } from '../../streams/stream-hub.ts';
import { type DeliveredPage, readGroup } from './groups.ts';

/** A lease that lapses tells nobody. */
const AGAIN_MS = 1_000;

/**
 * Reads a group, and waits for events if there are none. Returns an empty page when the time is up. Throws `Refusal` as
 * `readGroup`, and FEED_FULL.
 */
export async function readGroupWaiting(
  groups: Pick<GroupStore, 'read'>,
  hub: Pick<StreamHub, 'join' | 'leave' | 'stopping'>,
  read: GroupRead,
  waitMs: number,
  gone: AbortSignal,
): Promise<DeliveredPage> {
  const until = performance.now() + waitMs;
  const first = await readGroup(groups, { ...read, signal: gone });
  if (first.events.length > 0 || waitMs === 0) return first;
  const watched = await hub.join(read.tenant, read.stream);
  const signal = AbortSignal.any([gone, hub.stopping]);
  try {
    for (;;) {
      const changed = watched.changed();
      // Who is gone would hold a lease in vain.
      if (signal.aborted) return first;
      const page = await readGroup(groups, { ...read, signal });
      const leftMs = until - performance.now();
      if (page.events.length > 0 || leftMs <= 0) return page;
      await waitForChange(changed, Math.min(leftMs, AGAIN_MS), signal);
    }
  } finally {
    hub.leave(watched);
  }
}
