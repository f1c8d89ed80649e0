import type { ScheduleSummaryView } from '@ag06/client';
import type { Tone } from '../parts/answer.tsx';
import { formatDistance, formatNoun } from '../parts/format.ts';

/** Returns what the page says first. */
export function toSchedulesAnswer(
  schedules: readonly ScheduleSummaryView[],
  now: number,
): { readonly tone: Tone; readonly text: string } {
  if (schedules.length === 0) return { tone: 'plain', text: 'No schedule starts any run.' };
  const paused = schedules.filter((schedule) => schedule.paused).length;
  const [next] = schedules
    .flatMap(({ name, next }) => (next === null ? [] : [{ name, at: Date.parse(next) }]))
    .toSorted((a, b) => a.at - b.at);
  const all = formatNoun(schedules.length, 'schedule');
  const pauses = paused === 0 ? '' : ` ${paused} of ${all} paused.`;
  if (next === undefined) return { tone: 'warn', text: `No run will be started.${pauses}` };
  const tone = paused === 0 ? 'good' : 'warn';
  return { tone, text: `The next run starts ${formatDistance(next.at, now)}: ${next.name}.${pauses}` };
}

/** Returns when a schedule starts runs, in words. */
export function toTimes({ cron, zone, every }: Pick<ScheduleSummaryView, 'cron' | 'zone' | 'every'>): string {
  if (cron !== undefined) return `${cron} (${zone ?? 'UTC'})`;
  return every === undefined ? 'never' : `every ${every}`;
}
