import { expect, it } from '@jest/globals';
import { toLongest } from './to-longest.ts';

it('the longest time of a step is that of all its attempts and of the waits between them, and of its telemetry', () => {
  expect(toLongest({ timeoutMs: 1_000, maxAttempts: 1, backoffMs: 9_000 })).toBe(6_000);
  expect(toLongest({ timeoutMs: 1_000, maxAttempts: 3, backoffMs: 100 })).toBe(5_000 + 3_000 + 300);
  expect(toLongest({ timeoutMs: 1_000, maxAttempts: 1, bySize: { 2: { timeoutMs: 4_000 } } })).toBe(9_000);
  expect(toLongest({ timeoutMs: 3_600_000, maxAttempts: 1_000 })).toBe(600_000);
});
