/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Ramp } from './ramp.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('a limit rises by one slot in 50 ms, and falls at once', () => {
  const limits: number[] = [];
  const ramp = new Ramp(2, (limit) => limits.push(limit));
  ramp.moveTo(5);
  expect(limits).toEqual([]);
  jest.advanceTimersByTime(100);
  expect(limits).toEqual([3, 4]);
  ramp.moveTo(1);
  jest.advanceTimersByTime(1_000);
  expect(limits).toEqual([3, 4, 1]);
});

it('a limit that rises by thousands is there within 5 s', () => {
  const ramp = new Ramp(1, () => {});
  ramp.moveTo(10_000);
  jest.advanceTimersByTime(5_000);
  expect(ramp.limit).toBe(10_000);
  expect(jest.getTimerCount()).toBe(0);
});
