import { type Duration, Refusal } from '@ag06/contracts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PATTERN = /^(\d{1,15})(ms|s|m|h|d)$/;

/**
 * Returns a duration in milliseconds.
 *
 * @param what names the place in the message, e.g. `timeout of agent "http.request"`
 * @throws Refusal DURATION_INVALID
 */
export function toMilliseconds(duration: Duration, what: string): number {
  const ms = typeof duration === 'number' ? duration : parseText(duration);
  if (Number.isSafeInteger(ms) && ms > 0) return ms;
  throw new Refusal(
    422,
    'DURATION_INVALID',
    `The ${what} must be a positive integer of milliseconds or text such as "500ms", "30s", "5m", "24h"; got ${JSON.stringify(duration)}.`,
  );
}

function parseText(text: string): number {
  const match = PATTERN.exec(text);
  return Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN);
}
