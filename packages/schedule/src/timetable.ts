import { createCronTimes } from './cron-times.ts';
import { createEveryTimes } from './every-times.ts';
import type { Timetable, Timing } from './timing.ts';

/**
 * Returns the slots of a timing. Throws `CronInvalid`, and `RangeError` for an unknown zone; `judgeTiming` reports both
 * as faults.
 */
export function createTimetable(timing: Timing): Timetable {
  const { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = timing;
  const times =
    'cron' in timing
      ? createCronTimes(timing.cron, timing.zone)
      : createEveryTimes(timing.everyMs, timing.from ?? 0);
  return {
    after(instant) {
      const slot = times.after(Math.max(instant, from - 1));
      return slot !== undefined && slot < until ? slot : undefined;
    },
    before(instant) {
      const slot = times.before(Math.min(instant, until - 1));
      return slot !== undefined && slot >= from ? slot : undefined;
    },
  };
}

/** Returns the next slots after an instant, at most `count`, in order. */
export function listNext(table: Timetable, after: number, count: number): number[] {
  const slots: number[] = [];
  for (let at = after; slots.length < count; ) {
    const slot = table.after(at);
    if (slot === undefined) break;
    slots.push(slot);
    at = slot;
  }
  return slots;
}

/** Returns the last slots from `from` to `upTo`, both inclusive, at most `count`, in order. */
export function listLast(table: Timetable, from: number, upTo: number, count: number): number[] {
  const slots: number[] = [];
  for (let at = upTo; slots.length < count; ) {
    const slot = table.before(at);
    if (slot === undefined || slot < from) break;
    slots.unshift(slot);
    at = slot - 1;
  }
  return slots;
}
