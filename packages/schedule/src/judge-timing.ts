import { CronInvalid } from './cron-times.ts';
import { createTimetable, listNext } from './timetable.ts';
import type { Timetable, Timing } from './timing.ts';

/** The least distance of two slots, so that a schedule cannot flood the fleet. */
const GAP_MIN_MS = 10_000;
const JITTER_MAX_MS = 3600 * 1000;
/** The number of slots that are checked: it includes all slots of one minute, whichever seconds an expression names. */
const LOOKED_AT = 61;
const LOOKED_UNTIL = Date.UTC(2025, 0, 1);
/** Any moment will do, because expressions repeat from year to year; the year 2024 also has a leap day. */
const LOOK_FROM = Date.UTC(2024, 0, 1) - 1;

/** A fault in the times of a schedule: the field, the expectation, and the value that came. */
export interface TimingFault {
  readonly path: 'cron' | 'zone' | 'every' | 'jitter' | 'from' | 'until';
  readonly expected: string;
  readonly got: string;
}

/**
 * Returns the first fault in the times of a schedule; undefined if there is none. Times in the past are not a fault.
 */
export function judgeTiming(timing: Timing, jitterMs: number): TimingFault | undefined {
  const { from, until } = timing;
  if (from !== undefined && until !== undefined && until <= from) {
    return { path: 'until', expected: 'a time after `from`', got: new Date(until).toISOString() };
  }
  if (!('cron' in timing)) {
    if (timing.everyMs < GAP_MIN_MS)
      return { path: 'every', expected: NOT_CLOSER, got: `${timing.everyMs}ms` };
    return judgeJitter(jitterMs, timing.everyMs);
  }
  if (!isZone(timing.zone)) {
    const expected = 'a time zone such as Europe/Berlin or UTC';
    return { path: 'zone', expected, got: JSON.stringify(timing.zone) };
  }
  return judgeCron(timing.cron, timing.zone, jitterMs);
}

const NOT_CLOSER = `at least ${GAP_MIN_MS / 1000}s between two runs`;

function judgeCron(cron: string, zone: string, jitterMs: number): TimingFault | undefined {
  const got = JSON.stringify(cron.slice(0, 200));
  try {
    const slots = lookAhead(createTimetable({ cron, zone }));
    if (slots.length === 0) {
      return { path: 'cron', expected: 'times that exist: there is no such day in any year', got };
    }
    const gap = smallestGap(slots);
    if (gap < GAP_MIN_MS) return { path: 'cron', expected: `${NOT_CLOSER}, not ${gap / 1000}s`, got };
    return judgeJitter(jitterMs, gap);
  } catch (error) {
    if (!(error instanceof CronInvalid)) throw error;
    const expected = `five fields (minute, hour, day, month, weekday), or six with seconds before them: ${error.message}`;
    return { path: 'cron', expected, got };
  }
}

function lookAhead(table: Timetable): readonly number[] {
  const slots = listNext(table, LOOK_FROM, 2);
  for (let last = slots.at(-1); last !== undefined && last < LOOKED_UNTIL && slots.length < LOOKED_AT; ) {
    const next = table.after(last);
    if (next !== undefined) slots.push(next);
    last = next;
  }
  return slots;
}

function judgeJitter(jitterMs: number, gapMs: number): TimingFault | undefined {
  const most = Math.min(JITTER_MAX_MS, gapMs - 1);
  if (jitterMs <= most) return undefined;
  const expected = 'at most 1h, and less than the time between two runs';
  return { path: 'jitter', expected, got: `${jitterMs}ms` };
}

const smallestGap = (slots: readonly number[]): number =>
  slots
    .slice(1)
    .reduce((least, slot, i) => Math.min(least, slot - (slots[i] ?? 0)), Number.POSITIVE_INFINITY);

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
