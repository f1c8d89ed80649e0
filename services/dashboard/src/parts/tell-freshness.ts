import { formatDistance } from './format.ts';

interface FreshnessFacts {
  /** When it was read, in milliseconds since 1970. */
  readonly at: number;
  readonly now: number;
  /** How often it is read when nothing happens. */
  readonly everyMs: number;
  /** Whether events refresh it. */
  readonly isFollowing: boolean;
  /** Whether the last read failed. */
  readonly isFailed: boolean;
}

/** What is older than this many periods was not read in time, such as in a tab that was hidden. */
const LATE_PERIODS = 3;

/** Returns how old what is shown is, and what makes it new. */
export function tellFreshness({ at, now, everyMs, isFollowing, isFailed }: FreshnessFacts): {
  readonly isStale: boolean;
  readonly text: string;
} {
  // A refresh may take a while, and clocks of a page tick in steps.
  const isStale = isFailed || now - at > LATE_PERIODS * everyMs + 5_000;
  const read = `read ${formatDistance(Math.min(at, now), now)}`;
  if (isStale) return { isStale, text: `Not live: ${read}` };
  const way = isFollowing ? 'Live by events' : `Read every ${everyMs / 1_000} s`;
  return { isStale, text: `${way}, ${read}` };
}
