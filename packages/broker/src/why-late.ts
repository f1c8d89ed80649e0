import { DURATION_MAX_MS } from '@ag06/contracts';

/** Delayed jobs of a queue examined in one round: the last ones. */
export const LATE_LOOK_MAX = 50;

/** No delay of ours is longer than the longest duration. One more day allows for clocks that differ. */
export const DELAY_MAX_MS = DURATION_MAX_MS + 86_400_000;

/** A job that is no activation and due later than this is removed now, because its worker would only set it aside. */
export const UNSOUND_DELAY_MAX_MS = 3_600_000;

export const whyTooLate = (): string => 'JOB_DELAY_FOREIGN';
