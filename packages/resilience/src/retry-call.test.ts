import { describe, expect, test } from '@jest/globals';
import { type RetryCallPolicy, retryCall } from './retry-call.ts';

const quick: RetryCallPolicy = { maxAttempts: 3, initialDelayMs: 1, maxDelayMs: 2 };
const open = () => new AbortController().signal;

/** Fails `times` times, then gives the number of the attempt. */
const failing = (times: number) => {
  const attempts: number[] = [];
  const fn = async (_signal: AbortSignal, attempt: number) => {
    attempts.push(attempt);
    if (attempt <= times) throw new Error(`failure ${attempt}`);
    return attempt;
  };
  return { attempts, fn };
};

describe.each(['full', 'decorrelated'] as const)('retryCall with %s jitter', (jitter) => {
  const policy = { ...quick, jitter };

  test('repeats until it succeeds, counting attempts from 1', async () => {
    const { attempts, fn } = failing(2);
    expect(await retryCall(policy, open(), fn)).toBe(3);
    expect(attempts).toEqual([1, 2, 3]);
  });

  test('gives up after maxAttempts with the last error', async () => {
    const { attempts, fn } = failing(9);
    await expect(retryCall(policy, open(), fn)).rejects.toThrow('failure 3');
    expect(attempts).toEqual([1, 2, 3]);
  });
});

describe('retryCall', () => {
  test('tries once when maxAttempts is 1', async () => {
    const { attempts, fn } = failing(9);
    await expect(retryCall({ ...quick, maxAttempts: 1 }, open(), fn)).rejects.toThrow('failure 1');
    expect(attempts).toEqual([1]);
  });

  test('does not repeat what the policy calls final', async () => {
    const { attempts, fn } = failing(9);
    await expect(retryCall({ ...quick, isRetryable: () => false }, open(), fn)).rejects.toThrow('failure 1');
    expect(attempts).toEqual([1]);
  });

  test('tells of each failure before it waits', async () => {
    const told: number[] = [];
    await retryCall({ ...quick, onRetry: ({ attempt }) => told.push(attempt) }, open(), failing(2).fn);
    expect(told).toEqual([1, 2]);
  });

  test('an abort ends a long wait at once with its reason', async () => {
    const controller = new AbortController();
    const slow: RetryCallPolicy = {
      maxAttempts: 5,
      initialDelayMs: 60_000,
      maxDelayMs: 60_000,
      onRetry: () => queueMicrotask(() => controller.abort(new Error('drained'))),
    };
    const { attempts, fn } = failing(9);
    await expect(retryCall(slow, controller.signal, fn)).rejects.toThrow('drained');
    expect(attempts).toEqual([1]);
  });

  test('does not begin under an aborted signal', async () => {
    const { attempts, fn } = failing(0);
    await expect(retryCall(quick, AbortSignal.abort(new Error('before')), fn)).rejects.toThrow('before');
    expect(attempts).toEqual([]);
  });

  test.each([0, -1, 1.5, Number.POSITIVE_INFINITY])('refuses %p attempts', async (maxAttempts) => {
    await expect(retryCall({ ...quick, maxAttempts }, open(), failing(0).fn)).rejects.toThrow(RangeError);
  });
});
