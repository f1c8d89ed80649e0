/**
 * A clock that all threads of this process share and nobody sets, in milliseconds. `performance.now()` is a thread's
 * own.
 */
export const clockMs = (): number => Number(process.hrtime.bigint()) / 1e6;

const AHEAD_MS = clockMs() - performance.now();

/** Converts between `performance.now()` of this thread and that clock. */
export const toClockMs = (now: number): number => now + AHEAD_MS;
export const fromClockMs = (at: number): number => at - AHEAD_MS;
