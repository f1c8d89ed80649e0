import { formatDuration } from '../../parts/format.ts';
import type { Bar } from './fold-attempts.ts';

/** Tells one bar in a line, for titles and for those who cannot see it. */
export function tellBar({
  attempt,
  iteration,
  item,
  worker,
  dueAt,
  startedAt,
  endedAt,
  outcome,
  note,
}: Bar): string {
  const wait = startedAt - dueAt;
  const parts = [
    item !== undefined && `item ${item}`,
    iteration !== undefined && `iteration ${iteration}`,
    outcome !== 'waiting' && `attempt ${attempt}`,
    `${outcome.replaceAll('_', ' ')}${note === undefined ? '' : ` (${note})`}`,
    worker !== undefined && `on ${worker}`,
    endedAt === undefined ? 'goes on' : formatDuration(endedAt - startedAt),
    wait > 0 && `after ${formatDuration(wait)} of waiting`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}
