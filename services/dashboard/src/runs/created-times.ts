import { toMs } from './filters.ts';

/** Between which times runs were created, as `<input type="datetime-local">` has them: in the reader's time zone, empty if open. */
export interface CreatedTimes {
  readonly from: string;
  readonly to: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * Returns a moment of a filter (RFC 3339, or milliseconds since 1970) as a field for local times has it, such as
 * `2026-01-31T09:05:00`; empty if there is none, or if it is no moment.
 */
export function toLocalField(moment: string | undefined): string {
  const at = new Date(moment === undefined ? Number.NaN : toMs(moment));
  if (Number.isNaN(at.getTime())) return '';
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Returns a moment of a filter in words, in the reader's time zone; as it is if it is no moment. */
export const formatMoment = (moment: string): string => toLocalField(moment).replace('T', ' ') || moment;

/** Returns the moments of the filter in UTC, or why these times select nothing. */
export function readCreatedTimes({
  from,
  to,
}: CreatedTimes): { readonly from: string | undefined; readonly to: string | undefined } | string {
  const [first, end] = [toMoment(from), toMoment(to)];
  if (first !== undefined && end !== undefined && first >= end)
    return 'The first time has to be before the second.';
  return { from: first, to: end };
}

function toMoment(field: string): string | undefined {
  const at = new Date(field);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
