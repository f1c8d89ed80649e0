import type { RunView } from '@ag06/client';
import { formatDuration, formatNoun } from '../../parts/format.ts';
import type { RunLog } from '../log/run-log.ts';

/** Of a step by itself, and of the run by hand. */
const RETRIES: ReadonlySet<string> = new Set(['step.retrying', 'run.retried']);

/** Says how long a completed run took, and how often it or a step was tried again, as far as its log is loaded. */
export function tellCompleted(
  { createdAt, finishedAt }: Pick<RunView, 'createdAt' | 'finishedAt'>,
  { events, isCut }: Pick<RunLog, 'events' | 'isCut'>,
): string {
  const took =
    finishedAt === undefined ? '' : ` in ${formatDuration(Date.parse(finishedAt) - Date.parse(createdAt))}`;
  const retries = events.filter(({ event }) => RETRIES.has(event.type)).length;
  if (retries === 0) return `It completed${took}.`;
  return `It completed${took}, after ${isCut ? 'at least ' : ''}${formatNoun(retries, 'retry', 'retries')}.`;
}
