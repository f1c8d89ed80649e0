/** However many digits: a number beyond all others is cut to the longest wait, too. */
const DELAY_SECONDS = /^\d+$/;
/** IMF-fixdate, the form that RFC 9110 has servers send: `Sun, 06 Nov 1994 08:49:37 GMT`. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** A service that asks for more is tried again after this long. */
export const RETRY_AFTER_MAX_MS = 3_600_000;

/**
 * Parses `Retry-After` to milliseconds between 0 and `RETRY_AFTER_MAX_MS`. Returns undefined if it is absent, or
 * neither seconds nor an HTTP date.
 *
 * @param now milliseconds since 1970
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (DELAY_SECONDS.test(text)) return limit(Number(text) * 1_000);
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : limit(at - now);
}

const limit = (ms: number): number => Math.min(RETRY_AFTER_MAX_MS, Math.max(0, ms));
