/** L: a worker's lock on a job lasts this long without renewal, milliseconds. */
export const LOCK_MS = 8_000;
/** S: how often stalled jobs are looked for, milliseconds. */
export const STALLED_INTERVAL_MS = 3_000;
/** 100 years. No duration is longer, so that sums with a time of day stay exact. */
export const DURATION_MAX_MS = 36_500 * 86_400_000;
/** A day. An age that is sent as a smaller number, but 0, may be meant as days or seconds. */
export const AGE_NUMBER_MIN_MS = 86_400_000;
