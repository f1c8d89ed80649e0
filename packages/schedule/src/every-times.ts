import type { Timetable } from './timing.ts';

/** Returns slots at equal distances of elapsed time: at `origin`, and before and after it. */
export const createEveryTimes = (everyMs: number, origin: number): Timetable => ({
  after: (instant) => origin + (Math.floor((instant - origin) / everyMs) + 1) * everyMs,
  before: (instant) => origin + Math.floor((instant - origin) / everyMs) * everyMs,
});
