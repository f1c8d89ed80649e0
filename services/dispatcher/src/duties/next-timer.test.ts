/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { NextTimer } from './next-timer.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function create() {
  const waits: (number | undefined)[] = [];
  const untilNextTimer = jest.fn(async () => waits.shift());
  const onDue = jest.fn();
  return { waits, untilNextTimer, onDue, next: new NextTimer({ untilNextTimer }, onDue) };
}

it('A dispatcher at rest asks for the next timer every three seconds, and wakes at its moment', async () => {
  const { waits, untilNextTimer, onDue, next } = create();
  waits.push(1_500, undefined);
  for (let second = 0; second < 3; second++) {
    await next.follow();
    await jest.advanceTimersByTimeAsync(999);
    expect(onDue).toHaveBeenCalledTimes(second === 0 ? 0 : 1);
  }
  expect(untilNextTimer).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(3);
  await next.follow();
  expect(untilNextTimer).toHaveBeenCalledTimes(2);
});

it('The answer to a later question counts, and one that lies far ahead is asked for again', async () => {
  const { waits, onDue, next } = create();
  waits.push(4_000, 86_400_000, 100);
  for (const calls of [0, 0, 1]) {
    await next.follow();
    await jest.advanceTimersByTimeAsync(3_000);
    expect(onDue).toHaveBeenCalledTimes(calls);
  }
});

it('Where work is at hand, or may begin, the moment that was known does not count', async () => {
  const { waits, onDue, next } = create();
  waits.push(1_000, 1_000);
  await next.follow();
  next.within(200);
  await jest.advanceTimersByTimeAsync(200);
  expect(onDue).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(onDue).toHaveBeenCalledTimes(1);
  next.forget();
  await next.follow();
  next.forget();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(onDue).toHaveBeenCalledTimes(1);
});

it('A question that fails is asked again at the next turn', async () => {
  const { waits, untilNextTimer, onDue, next } = create();
  untilNextTimer.mockRejectedValueOnce(new Error('away'));
  await expect(next.follow()).rejects.toThrow('away');
  waits.push(0);
  await next.follow();
  await jest.advanceTimersByTimeAsync(1);
  expect(onDue).toHaveBeenCalledTimes(1);
});
