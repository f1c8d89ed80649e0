import { formatDuration } from '../../parts/format.ts';
import type { TimelineRow } from './fold-attempts.ts';

/** The stretch of time that a timeline shows, and moments at which it has a mark. Milliseconds since 1970. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000,
].concat([600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000]);

/** Spans all bars; those that are open go on until `now`. */
export function toAxis(rows: readonly TimelineRow[], now: number): Axis {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { bars } of rows)
    for (const { dueAt, startedAt, endedAt = Math.max(now, startedAt) } of bars) {
      from = Math.min(from, dueAt, startedAt);
      to = Math.max(to, endedAt);
    }
  if (from > to) return { from: now, to: now + 1, ticks: [] };
  to = Math.max(to, from + 1);
  const step = STEPS_MS.find((ms) => (to - from) / ms <= 6) ?? (to - from) / 4;
  const ticks = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
  return { from, to, ticks };
}

const DAY_MS = 86_400_000;

/** Returns what stands at a mark: the time since the start; on an axis of more than a day its date and time (UTC). */
export function tellTick({ from, to }: Axis, tick: number): string {
  if (to - from <= DAY_MS) return formatDuration(tick - from);
  return new Date(tick).toISOString().slice(5, 16).replace('T', ' ');
}

/** Where a moment is on an axis, in percent of its length. */
export const toPercent = ({ from, to }: Axis, at: number): number =>
  Math.max(0, Math.min(100, ((at - from) / (to - from)) * 100));
