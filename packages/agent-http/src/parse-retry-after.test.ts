import { expect, it } from '@jest/globals';
import { parseRetryAfter, RETRY_AFTER_MAX_MS } from './parse-retry-after.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

it.each([
  ['0', 0],
  ['5', 5_000],
  [' 120 ', 120_000],
  ['9999999999', RETRY_AFTER_MAX_MS],
  ['99999999999', RETRY_AFTER_MAX_MS],
  ['9'.repeat(400), RETRY_AFTER_MAX_MS],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['Mon, 01 Mar 2027 12:00:00 GMT', RETRY_AFTER_MAX_MS],
])('%j waits %i ms', (header, ms) => {
  expect(parseRetryAfter(header, NOW)).toBe(ms);
});

it.each([undefined, '', 'soon', '-1', '1.5', '1e3', '2026-03-01T12:00:30Z', 'Sun, 99 Mar 2026 12:00:30 GMT'])(
  '%j asks for nothing',
  (header) => {
    expect(parseRetryAfter(header, NOW)).toBeUndefined();
  },
);
