import type { WorkerView } from '@ag06/client';
import type { Tone } from '../parts/answer.tsx';
import { formatNoun } from '../parts/format.ts';

/** Returns what the page says first. */
export function toWorkersAnswer(workers: readonly WorkerView[]): {
  readonly tone: Tone;
  readonly text: string;
} {
  if (workers.length === 0) return { tone: 'bad', text: 'No worker is there: no step begins.' };
  const has = (test: (worker: WorkerView) => boolean) => workers.filter(test).length;
  const blocked = has(({ blocked }) => blocked !== undefined);
  const waiting = has(({ waiting }) => waiting !== undefined);
  const draining = has(({ status }) => status === 'draining');
  const full = has(({ slots }) => slots !== undefined && slots.used >= slots.limit);
  const troubles = [
    blocked > 0 && `${blocked} blocked by a handler`,
    waiting > 0 && `${waiting} cannot hand in results`,
    full > 0 && `${full} full`,
    draining > 0 && `${draining} draining`,
  ].filter((text) => text !== false);
  const all = formatNoun(workers.length, 'worker');
  if (troubles.length === 0) return { tone: 'good', text: `${all} at work, all well.` };
  return { tone: blocked + waiting > 0 ? 'bad' : 'warn', text: `${all}: ${troubles.join(', ')}.` };
}
