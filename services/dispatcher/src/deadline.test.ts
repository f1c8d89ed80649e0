/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Deadline, withDeadline } from './deadline.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('Deadline gives up a store that is silent, and not before its time', async () => {
  const answer = withDeadline(new Promise(() => {}), 100);
  const refused = expect(answer).rejects.toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
  expect(jest.getTimerCount()).toBe(1);
  await jest.advanceTimersByTimeAsync(2_000);
  await refused;
});

it('Deadline stands still during work that is not the store’s', async () => {
  const deadline = new Deadline(1_000);
  let isLate = false;
  deadline.late.catch(() => {
    isLate = true;
  });
  await jest.advanceTimersByTimeAsync(600);
  const { promise: judged, resolve } = Promise.withResolvers<string>();
  const { promise: other, resolve: resolveOther } = Promise.withResolvers<void>();
  const outside = Promise.all([deadline.outside(judged), deadline.outside(other)]);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(isLate).toBe(false);
  resolve('done');
  resolveOther();
  expect(await outside).toEqual(['done', undefined]);
  await jest.advanceTimersByTimeAsync(300);
  expect(isLate).toBe(false);
  await jest.advanceTimersByTimeAsync(200);
  expect(isLate).toBe(true);
});

it('Deadline leaves no timer behind after the answer, even if work outside of it ends later', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const answer = withDeadline(async (deadline) => {
    deadline.outside(promise).catch(() => {});
    return 'answered';
  });
  expect(await answer).toBe('answered');
  resolve();
  await jest.advanceTimersByTimeAsync(0);
  expect(jest.getTimerCount()).toBe(0);
});
