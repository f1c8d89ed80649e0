/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, expect, jest, test } from '@jest/globals';
import { settlesWithin } from './settles-within.ts';

afterEach(() => {
  jest.useRealTimers();
});

test.each([Number.POSITIVE_INFINITY, 2 ** 31])(
  'settlesWithin waits %d ms, which no timer can hold, until the promise settles',
  async (ms) => {
    jest.useFakeTimers();
    const work = Promise.withResolvers<void>();
    const settled = settlesWithin(work.promise, ms);
    await jest.advanceTimersByTimeAsync(10_000);
    work.resolve();
    expect(await settled).toBe(true);
  },
);

test('settlesWithin tells a promise that is late, and one that rejects in time', async () => {
  expect(await settlesWithin(new Promise(() => {}), 1)).toBe(false);
  expect(await settlesWithin(Promise.reject(new Error('no')), 60_000)).toBe(true);
});
