import { BreakerSettings, DEFAULT_BREAKER } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { toTunedBreaker } from './to-tuned-breaker.ts';

it('a published threshold opens the breaker at that share of failures, and at so many in a row as chance hardly brings', () => {
  expect(toTunedBreaker({ breakerThreshold: 0.3 })).toEqual({
    consecutiveFailures: 8,
    failureRate: { threshold: 0.3, windowMs: 10_000, minimumCalls: 8 },
    openForMs: 5_000,
    probes: 5,
  });
  const rows = [0.05, 0.25, 0.6, 0.9, 1].map((breakerThreshold) => toTunedBreaker({ breakerThreshold }));
  expect(rows.map((row) => row?.consecutiveFailures)).toEqual([5, 7, 19, 20, 20]);
  for (const row of rows) expect(BreakerSettings.parse(row)).toEqual(row);
});

it('a published open time alone leaves the rest of the default breaker, and a threshold of null is none', () => {
  expect(toTunedBreaker({ breakerOpenMs: 700 })).toEqual({ ...DEFAULT_BREAKER, openForMs: 700 });
  expect(toTunedBreaker({ breakerThreshold: null, breakerOpenMs: 700 })).toBeNull();
  expect(toTunedBreaker({ concurrency: 4 })).toBeUndefined();
});
