/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { QueueClock } from './queue-clock.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2030, 0, 1);

beforeEach(() => void jest.useFakeTimers({ now: NOW }));
afterEach(() => void jest.useRealTimers());

/** A database whose clock is so far ahead of the host's, and that takes so long to tell it. */
function createClock(aheadMs: number, roundTripsMs: readonly number[]) {
  const asked = { count: 0 };
  const start = performance.now();
  const clock = new QueueClock(async () => {
    const half = (roundTripsMs[asked.count++] ?? 0) / 2;
    jest.advanceTimersByTime(half);
    const told = NOW + aheadMs + performance.now() - start;
    jest.advanceTimersByTime(half);
    return told;
  });
  return { clock, asked };
}

describe('the clock of the queues', () => {
  it('is that of the database, even if the host’s clock is wrong or jumps', async () => {
    const { clock } = createClock(HOUR_MS, [0]);
    await clock.ready();
    expect(clock.offset()).toBe(HOUR_MS);
    jest.setSystemTime(NOW + 2 * HOUR_MS);
    expect(clock.now()).toBe(NOW + HOUR_MS);
    expect(clock.offset()).toBe(-HOUR_MS);
  });

  it('is asked for again after 10 s of use, and not more often', async () => {
    const { clock, asked } = createClock(0, []);
    await clock.ready();
    for (let i = 0; i < 100; i++) clock.now();
    expect(asked.count).toBe(1);
    jest.advanceTimersByTime(10_000);
    for (let i = 0; i < 100; i++) clock.now();
    expect(asked.count).toBe(2);
  });

  it('uses the middle of a long round trip only until a shorter one comes', async () => {
    const { clock, asked } = createClock(HOUR_MS, [6_000, 10, 6_000]);
    await clock.ready();
    expect(clock.isReady).toBe(true);
    await jest.advanceTimersByTimeAsync(0);
    expect(asked.count).toBe(2);
    expect(clock.offset()).toBe(HOUR_MS);
    jest.advanceTimersByTime(10_000);
    clock.now();
    await jest.advanceTimersByTimeAsync(0);
    expect(asked.count).toBe(3);
    expect(clock.offset()).toBe(HOUR_MS);
  });
});
