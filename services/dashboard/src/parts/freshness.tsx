import { useConnection } from '../live/use-connection.ts';
import { tellFreshness } from './tell-freshness.ts';
import type { Loaded } from './use-load.ts';
import { useNow } from './use-now.ts';

/** How old what is shown is, and what makes it new: events, or the clock. It is not announced as it ages. */
export function Freshness({
  of,
  everyMs,
  isFollowing = false,
}: {
  readonly of: Loaded<unknown>;
  readonly everyMs: number;
  /** Whether events refresh it too. */
  readonly isFollowing?: boolean;
}) {
  const isLost = useConnection() === 'reconnecting';
  const now = useNow();
  if (of.status !== 'ready') return null;
  const { isStale, text } = tellFreshness({
    at: of.at,
    now,
    everyMs,
    isFollowing,
    isFailed: isLost || of.error !== undefined,
  });
  return <p class={`freshness ${isStale ? 'tone-warn' : 'faint'}`}>{text}</p>;
}
