import type { PauseView, QueueView, ScaleView } from '@ag06/client';
import type { Tone } from '../parts/answer.tsx';
import { formatDuration, formatNoun } from '../parts/format.ts';

/** What waits longer than this is worth a look. */
const LONG_MS = 10_000;

/** A queue with what its agent needs and whether it is paused. */
export interface QueueRow {
  readonly queue: QueueView;
  readonly scale: ScaleView | undefined;
  /** The pause of its agent. */
  readonly pause: PauseView | undefined;
}

/** Joins queues with the scale and the pauses of their agents; those that wait longest come first. */
export function toQueueRows(
  queues: readonly QueueView[],
  scales: readonly ScaleView[],
  pauses: readonly PauseView[],
): readonly QueueRow[] {
  const scaleOf = new Map(scales.map((scale) => [scale.agent, scale]));
  const pauseOf = new Map(
    pauses.flatMap((pause) => (pause.of === 'agent' ? [[pause.name, pause] as const] : [])),
  );
  const rows = queues.map((queue) => ({
    queue,
    scale: queue.agent === undefined ? undefined : scaleOf.get(queue.agent),
    pause: queue.agent === undefined ? undefined : pauseOf.get(queue.agent),
  }));
  return rows.toSorted(
    (a, b) => oldestOf(b) - oldestOf(a) || (b.queue.waiting ?? 0) - (a.queue.waiting ?? 0) || order(a, b),
  );
}

const oldestOf = ({ scale }: QueueRow): number => scale?.oldestMs ?? 0;
const order = (a: QueueRow, b: QueueRow): number => a.queue.queue.localeCompare(b.queue.queue);

/** Whether a queue has work that nobody takes. */
const isUnserved = ({ queue }: QueueRow): boolean => (queue.waiting ?? 0) > 0 && queue.workers === 0;

/** Returns what the page says first. */
export function toQueuesAnswer(
  rows: readonly QueueRow[],
  fleet: PauseView | undefined,
): { readonly tone: Tone; readonly text: string } {
  const all = formatNoun(rows.length, 'queue');
  if (fleet?.paused) return { tone: 'warn', text: `The whole fleet is paused: no step begins.` };
  const unserved = rows.filter(isUnserved);
  if (unserved.length > 0) {
    const names = unserved.slice(0, 3).map(({ queue }) => queue.agent);
    return {
      tone: 'bad',
      text: `${unserved.length} of ${all} have work and no worker: ${names.join(', ')}.`,
    };
  }
  const long = rows.filter((row) => oldestOf(row) > LONG_MS);
  const paused = rows.filter(({ pause }) => pause?.paused).length;
  const more = paused > 0 ? ` ${formatNoun(paused, 'agent')} paused.` : '';
  if (long.length > 0) {
    const worst = formatDuration(Math.max(...long.map(oldestOf)));
    const verb = long.length === 1 ? 'waits' : 'wait';
    return {
      tone: 'warn',
      text: `${long.length} of ${all} ${verb} longer than 10 s, at most ${worst}.${more}`,
    };
  }
  return { tone: paused > 0 ? 'warn' : 'good', text: `None of ${all} waits longer than 10 s.${more}` };
}
