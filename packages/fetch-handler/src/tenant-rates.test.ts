import { expect, test } from '@jest/globals';
import type { RequestRate } from './options.ts';
import { TenantRates } from './tenant-rates.ts';

const RATE = { perSecond: 2, burst: 3 };

/** Rates at a time that the test sets. */
function createRates() {
  let now = 0;
  const rates = new TenantRates(() => now);
  const take = (owner: string, rate: RequestRate = RATE): string | undefined => {
    try {
      rates.take(owner, rate);
      return undefined;
    } catch (error) {
      return (error as { headers?: Record<string, string> }).headers?.['retry-after'] ?? String(error);
    }
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { take, pass };
}

test('a tenant takes its burst at once, and then as many as its rate brings', () => {
  const { take, pass } = createRates();
  expect([take('a'), take('a'), take('a'), take('a')]).toEqual([undefined, undefined, undefined, '1']);
  expect(take('b')).toBeUndefined();
  pass(499);
  expect(take('a')).toBe('1');
  pass(1);
  expect([take('a'), take('a')]).toEqual([undefined, '1']);
  pass(1_000_000);
  expect([take('a'), take('a'), take('a'), take('a')]).toEqual([undefined, undefined, undefined, '1']);
});

test('a slow rate says how many seconds it takes', () => {
  const { take } = createRates();
  const slow = { perSecond: 0.1, burst: 1 };
  expect([take('a', slow), take('a', slow)]).toEqual([undefined, '10']);
});

test('a rate without an end is no limit', () => {
  const { take } = createRates();
  const endless = { perSecond: Number.POSITIVE_INFINITY };
  expect([take('a', endless), take('a', endless)]).toEqual([undefined, undefined]);
});

test('a tenant beyond the 10,000 that are kept makes that one be forgotten which asked longest ago', () => {
  const { take } = createRates();
  const once = { perSecond: 0.1, burst: 1 };
  take('first', once);
  take('second', once);
  take('first', once);
  for (let i = 0; i < 9_999; i++) take(`t${i}`, once);
  expect(take('first', once)).toBe('10');
  expect(take('second', once)).toBeUndefined();
});

test.each([{ perSecond: 0 }, { perSecond: Number.NaN }, { perSecond: 1, burst: 0 }])(
  'a rate that is none is refused: %j',
  (rate) => {
    expect(() => new TenantRates(() => 0).take('a', rate)).toThrow('A rate has perSecond above 0');
  },
);
