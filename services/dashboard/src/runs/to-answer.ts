import type { RunSummaryView } from '@ag06/client';
import { formatCount } from '../parts/format.ts';

/** Returns what the list says in one sentence: how many runs match, and what became of the newest. */
export function toAnswer(
  count: number,
  isEnd: boolean,
  newest: readonly Pick<RunSummaryView, 'status'>[],
): string {
  if (count === 0) return isEnd ? 'No run matches.' : 'Looking …';
  const of = (...statuses: readonly RunSummaryView['status'][]) =>
    newest.filter(({ status }) => statuses.includes(status)).length;
  const parts = [
    [of('failed', 'timed_out'), 'failed'],
    [of('running', 'scheduled', 'compensating'), 'go on'],
    [of('waiting'), 'wait'],
    [of('paused'), 'are paused'],
    [of('completed'), 'completed'],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, what]) => `${formatCount(n)} ${what}`);
  const all = isEnd
    ? `${formatCount(count)} ${count === 1 ? 'run matches' : 'runs match'}`
    : `More than ${formatCount(count)} runs match`;
  const whom = isEnd && count === newest.length ? '' : `of the newest ${formatCount(newest.length)}, `;
  return told.length === 0 ? `${all}.` : `${all}: ${whom}${told.join(', ')}.`;
}
