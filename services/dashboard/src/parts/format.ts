const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** Returns a duration in its two largest units, such as `2 h 5 min`; under a second in milliseconds. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  if (Math.abs(ms) < 999.5) return `${Math.round(ms)} ms`;
  if (Math.abs(ms) < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const at = UNITS.findIndex(([, size]) => Math.abs(ms) >= size);
  const [unit, size] = UNITS[at] ?? UNITS[3];
  const next = UNITS[at + 1];
  if (next === undefined) return `${Math.round(ms / size)} ${unit}`;
  const whole = Math.trunc(ms / size);
  const rest = Math.trunc(Math.abs(ms % size) / next[1]);
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${next[0]}`;
}

/** Returns how far a time is from now, such as `5 min ago` or `in 2 h`. */
export function formatDistance(at: number, now: number): string {
  const distance = at - now;
  if (Math.abs(distance) < 1_000) return 'now';
  const seconds = Math.trunc(Math.abs(distance) / 1_000) * 1_000;
  const text = seconds < 60_000 ? `${seconds / 1_000} s` : formatDuration(seconds);
  return distance < 0 ? `${text} ago` : `in ${text}`;
}

/** Returns the time of day of an RFC 3339 time in UTC; with its date where what is shown lasts over a day. */
export const formatTime = (at: string, hasDate: boolean): string =>
  hasDate ? `${at.slice(0, 10)} ${at.slice(11, 19)}` : at.slice(11, 23);

/**
 * Returns an RFC 3339 time as clocks show it where the reader is, such as `2026-01-02 05:04:05 (UTC+2)`. `offsetMin` is how many
 * minutes these are ahead of UTC.
 */
export function formatLocal(at: string, offsetMin: number = -new Date(at).getTimezoneOffset()): string {
  const ms = Date.parse(at);
  if (!Number.isFinite(ms)) return at;
  const clock = new Date(ms + offsetMin * 60_000).toISOString();
  const [hours, minutes] = [Math.trunc(Math.abs(offsetMin) / 60), Math.abs(offsetMin) % 60];
  const zone = `UTC${offsetMin < 0 ? '-' : '+'}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
  return `${clock.slice(0, 10)} ${clock.slice(11, 19)} (${offsetMin === 0 ? 'UTC' : zone})`;
}

const THOUSANDS = /\B(?=(\d{3})+$)/g;

/** Returns a number with its thousands apart, and at most three digits of its fraction. */
export function formatCount(count: number): string {
  const [whole = '', fraction] = String(Number(count.toFixed(3))).split('.');
  const apart = whole.replace(THOUSANDS, ',');
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}

/** Returns a count with its noun: `1 run`, `2 runs`. */
export const formatNoun = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatCount(count)} ${count === 1 ? noun : plural}`;

/** Returns a rate with three significant digits, or a dash if it is unknown. */
export const formatRate = (perSecond: number | null | undefined): string =>
  perSecond === null || perSecond === undefined ? '–' : `${Number(perSecond.toPrecision(3))}/s`;

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Returns a size in the largest unit in which it is at least 1. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), SIZES.length - 1);
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : Number(value.toPrecision(3))} ${SIZES[power]}`;
}
