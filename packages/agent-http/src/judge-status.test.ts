import { expect, it } from '@jest/globals';
import { DEFAULT_ACCEPT_STATUS, DEFAULT_RETRY_ON, judgeStatus } from './judge-status.ts';

const DEFAULTS = { acceptStatus: DEFAULT_ACCEPT_STATUS, retryOn: DEFAULT_RETRY_ON };

it.each([
  ['accept', [200, 201, 204, 299]],
  ['retry', [408, 425, 429, 500, 502, 503, 504]],
  ['give-up', [301, 304, 400, 401, 403, 404, 409, 410, 422, 501, 505]],
])('a status is judged by default: %s', (verdict, statuses) => {
  expect(statuses.map((status) => judgeStatus(status, DEFAULTS))).toEqual(statuses.map(() => verdict));
});

it.each([
  [404, 'accept'],
  [503, 'accept'],
  [409, 'retry'],
  [502, 'retry'],
  [200, 'give-up'],
  [429, 'give-up'],
])('the status %i is judged as the step says: %s', (status, verdict) => {
  expect(judgeStatus(status, { acceptStatus: [404, 503], retryOn: [409, '5xx'] })).toBe(verdict);
});
