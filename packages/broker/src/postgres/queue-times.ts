import type { SqlResult } from '@ag06/postgres';
import type { QueueClock } from '../queue-clock.ts';

/** Which parameters of BullMQ's statements are times that come from the host's clock, counted from 0. */
const MOMENTS: ReadonlyMap<string, readonly number[]> = new Map([
  ['extend_lock', [4]],
  ['move_active_to_wait', [3]],
  ['move_stalled_jobs_to_wait', [2]],
  ['move_to_active', [3]],
  ['move_to_completed', [4]],
  ['move_to_completed_fetch', [4, 9]],
  ['move_to_delayed', [3]],
  ['move_to_failed', [5]],
  ['move_to_failed_fetch', [5, 10]],
  ['next_signal', [2]],
]);
/** Statements whose answer says when the next delayed job is due, which BullMQ compares with the host's clock. */
const TELL_NEXT = /\b(?:next_signal|next_delay)\(/;
const CALL = /^SELECT\b.*?\b(\w+)\(/m;

/** Converts BullMQ's times to the database's clock. */
export function toQueueTimes(
  text: string,
  params: readonly unknown[],
  clock: QueueClock,
): readonly unknown[] {
  const places = MOMENTS.get(CALL.exec(text)?.[1] ?? '');
  if (places === undefined) return params;
  const offset = clock.offset();
  return params.map((value, i) =>
    places.includes(i) && typeof value === 'number' ? Math.round(value + offset) : value,
  );
}

/** Converts back. */
export function toHostTimes(text: string, result: SqlResult, clock: QueueClock): SqlResult {
  if (!TELL_NEXT.test(text)) return result;
  const offset = clock.offset();
  const rows = result.rows.map((row) =>
    row.next_delay === null || row.next_delay === undefined
      ? row
      : { ...row, next_delay: Math.round(Number(row.next_delay) - offset) },
  );
  return { ...result, rows };
}
