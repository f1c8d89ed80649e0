import { DEFAULT_RETRY } from '@ag06/engine';
import { expect, it } from '@jest/globals';
import { toTunedRetry, withTunedRetry } from './to-tuned-retry.ts';

it('published attempts and back-off replace those of the default policy, and leave the rest of it', () => {
  expect(toTunedRetry({})).toBeUndefined();
  expect(toTunedRetry({ timeoutMs: 5 })).toBeUndefined();
  expect(toTunedRetry({ maxAttempts: 8 })).toEqual({ ...DEFAULT_RETRY, maxAttempts: 8 });
  expect(toTunedRetry({ backoffMs: 90_000 })).toEqual({
    ...DEFAULT_RETRY,
    initialDelayMs: 90_000,
    maxDelayMs: 90_000,
  });
});

it('a step that says anything about retries keeps its own policy', () => {
  const tuned = toTunedRetry({ maxAttempts: 8 });
  const silent = { id: 'a', retry: DEFAULT_RETRY };
  const own = { id: 'b', retry: { ...DEFAULT_RETRY } };
  expect(withTunedRetry(silent, tuned)).toEqual({ id: 'a', retry: tuned });
  expect(withTunedRetry(own, tuned)).toBe(own);
  expect(withTunedRetry(silent, undefined)).toBe(silent);
});
