export const PRIORITIES = ['critical', 'high', 'normal', 'low', 'bulk'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How many seconds later than a `critical` step of the same moment a step of this level is due. */
export const PRIORITY_OFFSET_SECONDS: Readonly<Record<Priority, number>> = {
  critical: 0,
  high: 10,
  normal: 30,
  low: 90,
  bulk: 300,
};

/** Keys from here on are re-based; BullMQ refuses keys from 2^21 on. */
export const PRIORITY_KEY_REBASE = 2 ** 20;
export const PRIORITY_KEY_MAX = 2 ** 21 - 1;

/**
 * Returns the queue's sort key of a step: smaller is more urgent. It grows with the start of the run, so an old step of
 * a low level overtakes a new one of a high level (ageing). No process has to raise waiting steps.
 *
 * @param runStartedAt milliseconds since 1970
 * @param epoch the moment that keys count from, milliseconds since 1970
 */
export function toPriorityKey(runStartedAt: number, level: Priority, epoch: number): number {
  const seconds = Math.max(0, Math.floor((runStartedAt - epoch) / 1000));
  return Math.min(PRIORITY_KEY_MAX, 1 + seconds + PRIORITY_OFFSET_SECONDS[level]);
}
