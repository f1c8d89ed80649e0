import { expect, it } from '@jest/globals';
import { DEFAULT_RETRY, nextRetryDelayMs } from '../../retry-delay.ts';
import { retryCall } from './retry-call.ts';
import { REFUSALS_MAX, withoutRefusals } from './without-refusals.ts';

const FAILED = { status: 'failed', failure: { code: 'X', message: 'no' }, isRetryable: true } as const;
const policy = { ...DEFAULT_RETRY, maxAttempts: 2, jitter: 'none' } as const;
const goesOn = (attempt: number, refusals: number) =>
  retryCall({ id: 's', retry: withoutRefusals(policy, refusals) }, undefined, attempt, FAILED, {
    random: () => 1,
  })?.to === 'retrying';

it('refused attempts spend none of the attempts of a policy', () => {
  expect(withoutRefusals(policy, 0)).toBe(policy);
  expect([goesOn(1, 0), goesOn(2, 0)]).toEqual([true, false]);
  expect([goesOn(7, 6), goesOn(8, 6)]).toEqual([true, false]);
});

it('refused attempts end after a hundred and those of the policy', () => {
  const last = policy.maxAttempts + REFUSALS_MAX;
  expect([goesOn(last - 1, last - 1), goesOn(last, last)]).toEqual([true, false]);
});

it('refused attempts do not make the delay after another failure longer', () => {
  expect(nextRetryDelayMs(withoutRefusals(policy, 5), 6, 1)).toBe(nextRetryDelayMs(policy, 1, 1));
  const steep = { ...policy, factor: 1_000, maxDelayMs: 10_000_000 } as const;
  const after = (attempt: number, refusals = 100) =>
    nextRetryDelayMs(withoutRefusals(steep, refusals), refusals + attempt, 1) /
    nextRetryDelayMs(steep, attempt, 1);
  for (const attempt of [1, 2, 3, 9]) expect(after(attempt)).toBeCloseTo(1, 2);
  const fixed = { ...policy, backoff: 'fixed' } as const;
  expect(nextRetryDelayMs(withoutRefusals(fixed, 5), 6, 1)).toBe(nextRetryDelayMs(fixed, 1, 1));
});
