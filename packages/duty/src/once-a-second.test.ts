/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { onceASecond } from './once-a-second.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const failure = (code: string) => Object.assign(new Error('connect failed'), { code });

it('onceASecond reports an error of each kind once a second', () => {
  const reported: string[] = [];
  const report = onceASecond(
    (error) => void reported.push('code' in error ? String(error.code) : error.message),
  );
  for (const code of ['ECONNREFUSED', 'ECONNREFUSED', 'ETIMEDOUT']) report(failure(code));
  report(new Error('could not renew lock for job a'));
  report(new Error('could not renew lock for job b'));
  expect(reported).toEqual(['ECONNREFUSED', 'ETIMEDOUT', 'could not renew lock for job a']);
  jest.advanceTimersByTime(999);
  report(failure('ECONNREFUSED'));
  expect(reported).toHaveLength(3);
  jest.advanceTimersByTime(1);
  report(failure('ECONNREFUSED'));
  expect(reported).toHaveLength(4);
});
