import { Refusal } from '@ag06/contracts';
import type { RunPosition } from '@ag06/store';

/**
 * A place in the timeline of a correlation id, which is ordered by time; at one time come the events of runs, by run
 * and number, and then those of streams, by stream and position.
 */
export interface TimelinePosition {
  readonly at: number;
  readonly of: 'run' | 'stream';
  /** The run's id or the stream's name. */
  readonly source: string;
  /** The event's number in its source. */
  readonly number: number;
}

/** Returns a negative number if `a` comes before `b`. */
export function compareTimeline(a: TimelinePosition, b: TimelinePosition): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.of !== b.of) return a.of === 'run' ? -1 : 1;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.number - b.number;
}

/** Returns a place in the form that a cursor carries. */
export const toCursorPosition = ({ at, of, source, number }: TimelinePosition): RunPosition => ({
  createdAt: at,
  runId: `${of}/${source}/${number}`,
});

/** Throws `Refusal` CURSOR_INVALID. */
export function fromCursorPosition({ createdAt, runId }: RunPosition): TimelinePosition {
  const [, of, source, number] = /^(run|stream)\/(.+)\/(\d+)$/.exec(runId) ?? [];
  if ((of === 'run' || of === 'stream') && source !== undefined)
    return { at: createdAt, of, source, number: Number(number) };
  const errors = [{ path: 'cursor', expected: 'the `next` of a former page of a timeline', got: 'another' }];
  throw new Refusal(422, 'CURSOR_INVALID', 'The cursor belongs to another list. Begin without one.', {
    errors,
  });
}
