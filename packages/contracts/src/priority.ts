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

/**
 * How long a step waits until it overtakes new ones of the next higher level, milliseconds: 0 is first come, first served; null is
 * strict priority, and undefined the offsets above.
 */
export type Ageing = number | null | undefined;

/** Keys have a bound, and so has strict priority: even then a step overtakes higher levels after as many days. */
export const STRICT_AGEING_MS = 86_400_000;

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
export function toPriorityKey(runStartedAt: number, level: Priority, epoch: number, ageing?: Ageing): number {
  const ms = Math.max(0, runStartedAt - epoch) + toPriorityOffsetMs(level, ageing);
  return Math.min(PRIORITY_KEY_MAX, 1 + Math.floor(ms / 1000));
}

/** Returns how much later than a `critical` step of the same moment a step of this level is due, milliseconds. */
export function toPriorityOffsetMs(level: Priority, ageing: Ageing): number {
  if (ageing === undefined) return PRIORITY_OFFSET_SECONDS[level] * 1000;
  return PRIORITIES.indexOf(level) * (ageing ?? STRICT_AGEING_MS);
}
