import type { ArchiveVerifiedView } from '@ag06/client';

/** What was read of the archive so far. */
export type Verified = Omit<ArchiveVerifiedView, 'next'> & { readonly isEnd: boolean };

export const NOTHING_VERIFIED: Verified = {
  segments: 0,
  runs: 0,
  events: 0,
  bytes: 0,
  broken: [],
  isEnd: false,
};
/** More broken segments are not told. */
const BROKEN_MAX = 100;

/** Adds a page of the verification. */
export function addVerified(before: Verified, page: ArchiveVerifiedView): Verified {
  const vanished = page.vanished ?? before.vanished;
  return {
    segments: before.segments + page.segments,
    runs: before.runs + page.runs,
    events: before.events + page.events,
    bytes: before.bytes + page.bytes,
    broken: [...before.broken, ...page.broken].slice(0, BROKEN_MAX),
    ...(vanished !== undefined && { vanished }),
    isEnd: page.next === undefined,
  };
}
