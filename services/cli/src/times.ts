const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

export const isTime = (value: unknown): value is string => typeof value === 'string' && TIME.test(value);

/** Formats a moment for people: how long ago, or in how long; beyond two days, the day. */
export function renderTime(time: string, now: number): string {
  const ms = now - Date.parse(time);
  const away = Math.abs(ms);
  if (away >= 2 * 86_400_000) return time.slice(0, 16).replace('T', ' ');
  return ms >= 0 ? `${renderDuration(away)} ago` : `in ${renderDuration(away)}`;
}

/** Renders a duration in its two largest units: `340 ms`, `3.4 s`, `2 m 5 s`, `1 h 10 m`. */
export function renderDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.floor(ms / 1_000)} s`;
  const at = UNITS.findIndex(([, unitMs]) => ms >= unitMs);
  const parts = UNITS.slice(at, at + 2).map(([unit, unitMs], i, [first]) => {
    const whole = Math.floor((i === 0 ? ms : ms % (first?.[1] ?? 1)) / unitMs);
    return whole === 0 ? '' : `${whole} ${unit}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}
