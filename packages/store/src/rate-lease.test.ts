import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leaseFrom, RATE_LEASE_MS } from './rate-lease.ts';

it('the first lease begins now, and the next one after it', () => {
  const first = leaseFrom(undefined, 20, 3, 1_000);
  expect(first.lease).toEqual({ firstAt: 1_000, everyMs: 50, count: 3, now: 1_000 });
  expect(leaseFrom(first.document, 20, 3, 1_010).lease).toMatchObject({ firstAt: 1_150, count: 3 });
});

it('permits that were due lately are given to workers that ask a little late, and older ones are lost', () => {
  const document = { rate: 20, next: 1_000 };
  expect(leaseFrom(document, 20, 3, 1_120).lease).toEqual({
    firstAt: 1_000,
    everyMs: 50,
    count: 3,
    now: 1_120,
  });
  expect(leaseFrom(document, 20, 3, 9_000).lease).toMatchObject({ firstAt: 9_000 - RATE_LEASE_MS / 2 });
});

it('a lease reaches no further ahead than its length, and one caller gets half of it', () => {
  expect(leaseFrom(undefined, 20, 100, 1_000).lease.count).toBe(5);
  expect(leaseFrom({ rate: 20, next: 1_450 }, 20, 100, 1_000).lease.count).toBe(2);
  expect(leaseFrom({ rate: 20, next: 1_600 }, 20, 100, 1_000).lease.count).toBe(0);
});

it('a rate of less than one a second gives one permit at a time', () => {
  const { lease, document } = leaseFrom(undefined, 0.01, 5, 1_000);
  expect(lease.count).toBe(1);
  expect(document.next).toBe(101_000);
  expect(leaseFrom(document, 0.01, 5, 50_000).lease).toMatchObject({ count: 0, firstAt: 101_000 });
  expect(leaseFrom(document, 100, 5, 2_000).lease).toMatchObject({ count: 5, firstAt: 2_009.9 });
});

it('a much lower rate waits no longer than for one of its permits, whatever was leased ahead before', () => {
  const { document } = leaseFrom(undefined, 10_000, 2_500, 1_000);
  const { lease } = leaseFrom(document, 0.1, 1, 1_001);
  expect(lease.count).toBe(0);
  expect(lease.firstAt - RATE_LEASE_MS - lease.now).toBeLessThanOrEqual(10_000);
});

it('permits begin anew, a lease later, after the store’s clock was set back', () => {
  const { document } = leaseFrom(undefined, 20, 3, 3_600_000);
  const { lease, document: next } = leaseFrom(document, 20, 3, 1_000);
  expect(lease).toMatchObject({ count: 1, firstAt: 1_000 + RATE_LEASE_MS });
  expect(leaseFrom(next, 20, 3, 1_600).lease).toMatchObject({ count: 3, firstAt: 1_550 });
});

it('in any time there are no more permits than the rate allows, and one', () => {
  const ask = fc.record({ wanted: fc.integer({ min: 1, max: 50 }), later: fc.integer({ min: 0, max: 400 }) });
  const rates = fc.double({ min: 0.5, max: 500, noNaN: true });
  fc.assert(
    fc.property(fc.array(ask, { minLength: 1, maxLength: 60 }), rates, (asks, rate) => {
      let document: ReturnType<typeof leaseFrom>['document'] | undefined;
      let now = 10_000;
      const moments: number[] = [];
      for (const { wanted, later } of asks) {
        now += later;
        const made = leaseFrom(document, rate, wanted, now);
        document = made.document;
        const { firstAt, everyMs, count } = made.lease;
        for (let i = 0; i < count; i++) moments.push(firstAt + i * everyMs);
        expect(moments.at(-1) ?? 0).toBeLessThanOrEqual(now + RATE_LEASE_MS + 0.001);
      }
      for (let i = 1; i < moments.length; i++)
        expect((moments[i] ?? 0) - (moments[i - 1] ?? 0)).toBeGreaterThanOrEqual(1_000 / rate - 0.001);
    }),
  );
});
