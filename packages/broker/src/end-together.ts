/**
 * Seconds of one blocking read of a queue without jobs. BullMQ gives a read up a second after its end, and a socket is given up after 12 s: a
 * longer read would bring the two close to each other in a fail-over.
 */
export const DRAIN_DELAY_SECONDS = 5;
/** Redis takes 0 for a read without an end. */
const LEAST_SECONDS = 0.01;

/**
 * Shortens a blocking read of `seconds`, so that it ends at a multiple of `DRAIN_DELAY_SECONDS` since the start of the process. The reads of
 * all queues of a process end together then, and wake it and the server once, not once for each. A shorter read is left as it is.
 *
 * @param nowMs `performance.now()`
 */
export function endTogether(seconds: number, nowMs: number): number {
  if (seconds < DRAIN_DELAY_SECONDS) return seconds;
  const now = nowMs / 1_000;
  const end = Math.floor((now + seconds) / DRAIN_DELAY_SECONDS) * DRAIN_DELAY_SECONDS;
  return Math.max(LEAST_SECONDS, end - now);
}
