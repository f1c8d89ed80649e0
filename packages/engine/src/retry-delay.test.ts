import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_RETRY, nextRetryDelayMs } from './retry-delay.ts';

const policy = { ...DEFAULT_RETRY, jitter: 'none' as const };

describe('nextRetryDelayMs', () => {
  test('doubles from the initial delay up to the maximum', () => {
    const delays = [1, 2, 3, 6, 7, 1000, 100_000].map((attempt) => nextRetryDelayMs(policy, attempt, 0.5));
    expect(delays).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('stays at the initial delay when fixed', () => {
    const fixed = { ...policy, backoff: 'fixed' as const };
    expect([1, 5, 100].map((attempt) => nextRetryDelayMs(fixed, attempt, 0.5))).toEqual([1000, 1000, 1000]);
  });

  test('takes a random part of the delay with full jitter', () => {
    expect([0, 0.25, 0.999].map((random) => nextRetryDelayMs(DEFAULT_RETRY, 3, random))).toEqual([
      0, 1000, 3996,
    ]);
  });

  test('is a whole number between zero and the maximum, whatever the policy', () => {
    const policies = fc.record({
      maxAttempts: fc.integer({ min: 1, max: 1000 }),
      backoff: fc.constantFrom('exponential' as const, 'fixed' as const),
      initialDelayMs: fc.integer({ min: 0, max: 1_000_000 }),
      maxDelayMs: fc.integer({ min: 1_000_000, max: 2_000_000 }),
      factor: fc.double({ min: 1, max: 1000, noNaN: true }),
      jitter: fc.constantFrom('full' as const, 'none' as const),
    });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 1000 }), random, (retry, attempt, dice) => {
        const delayMs = nextRetryDelayMs(retry, attempt, dice);
        expect(Number.isInteger(delayMs)).toBe(true);
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThanOrEqual(retry.maxDelayMs);
      }),
    );
  });
});
