/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, expect, it, jest } from '@jest/globals';
import { toEpochMs } from './epoch-ms.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

it('an exact time is the present by the system’s clock, in order and within a millisecond', () => {
  toEpochMs();
  const moments = Array.from({ length: 1_000 }, () => [Date.now(), toEpochMs(), Date.now()] as const);
  for (const [i, [before, exact, after]] of moments.entries()) {
    expect(exact).toBeGreaterThan(before - 1);
    expect(exact).toBeLessThan(after + 2);
    expect(exact).toBeGreaterThanOrEqual(moments[i - 1]?.[1] ?? 0);
  }
});

it('exact times keep the lengths that the monotonic clock measures', () => {
  const from = performance.now();
  expect(toEpochMs(from + 0.25) - toEpochMs(from)).toBeCloseTo(0.25, 2);
});

it.each([-3_600_000, 3_600_000])('exact times follow the system’s clock when it is set by %d ms', (byMs) => {
  const { now } = Date;
  toEpochMs();
  jest.spyOn(Date, 'now').mockImplementation(() => now() + byMs);
  const before = now() + byMs;
  const exact = toEpochMs();
  expect(exact).toBeGreaterThan(before - 1);
  expect(exact).toBeLessThan(now() + byMs + 2);
});
