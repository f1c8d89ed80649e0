import type { StreamSegmentAbout } from './stream-segment-key.ts';

type Range = Pick<StreamSegmentAbout, 'first' | 'last'>;

/** Whether there is a gap between segments, or they begin later than those that were known. */
export function lacksSome(found: readonly Range[], known: readonly Range[]): boolean {
  let next = known[0]?.first.position ?? found[0]?.first.position ?? 1;
  for (const { first, last } of found) {
    if (first.position > next) return true;
    next = Math.max(next, last.position + 1);
  }
  return found.length === 0 && known.length > 0;
}
