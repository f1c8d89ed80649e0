/**
 * A clock that all threads of this process share and nobody sets, in milliseconds. `performance.now()` is a thread's
 * own.
 */
export const clockMs = (): number => Number(process.hrtime.bigint()) / 1e6;

const AHEAD_MS = clockMs() - performance.now();

/** Converts a time of that clock into one of this thread's `performance.now()`. */
export const fromClockMs = (at: number): number => at - AHEAD_MS;
