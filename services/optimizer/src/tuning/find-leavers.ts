import type { WorkerRecord } from '@ag06/store';

/** A worker that dies stays on the list until it was silent for 15 s: one that was heard of later has taken itself off. */
const HEARD_WITHIN_MS = 14_000;

/**
 * Returns the workers that have left by themselves since the look before, as they were, and draining: they are counted neither
 * among those at work nor among those that are lost. One may stop so fast that nobody sees it drain.
 *
 * @param now by the store's clock, as `seenAt`
 */
export function findLeavers(
  before: readonly WorkerRecord[],
  present: readonly WorkerRecord[],
  now: number,
): readonly WorkerRecord[] {
  const ids = new Set(present.map(({ id }) => id));
  return before
    .filter(({ id, seenAt }) => !ids.has(id) && now < seenAt + HEARD_WITHIN_MS)
    .map((worker) => ({ ...worker, isDraining: true }));
}
