import type { Json } from '@ag06/contracts';
import { DURATION_MAX_MS } from '@ag06/contracts/timing';

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
const DURATION = /^([0-9]{1,15})(ms|s|m|h|d)$/;

/** The texts that `toDurationMs` accepts, for messages. */
export const DURATION_EXPECTED = 'integer milliseconds or <integer>(ms|s|m|h|d), at most 36500d';

/** Parses integer milliseconds or `<integer>(ms|s|m|h|d)` to milliseconds. Returns undefined for anything else. */
export function toDurationMs(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return isDuration(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = DURATION.exec(value);
  const unitMs = UNIT_MS.get(match?.[2] ?? '');
  if (unitMs === undefined) return undefined;
  const durationMs = Number(match?.[1]) * unitMs;
  return isDuration(durationMs) ? durationMs : undefined;
}

function isDuration(durationMs: number): boolean {
  return Number.isInteger(durationMs) && durationMs >= 0 && durationMs <= DURATION_MAX_MS;
}
