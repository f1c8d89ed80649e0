import { expect, it } from '@jest/globals';
import { DRAIN_DELAY_SECONDS, endTogether } from './end-together.ts';

const LATE_MS = 40;

it('Blocking reads that begin at any moments end at the same moments', () => {
  const ends = [1, 1_234, 2_500, 4_000].map((now) => now / 1_000 + endTogether(DRAIN_DELAY_SECONDS, now));
  for (const end of ends) expect(end).toBeCloseTo(DRAIN_DELAY_SECONDS);
});

it('A read that follows one which was answered a little late takes nearly the whole time', () => {
  expect(endTogether(DRAIN_DELAY_SECONDS, 10_000 + LATE_MS)).toBeCloseTo(4.96);
  expect(endTogether(DRAIN_DELAY_SECONDS, 10_000)).toBeCloseTo(5);
});

it('No read lasts longer than it was to, and none is without an end', () => {
  for (const seconds of [0.001, 3, 7.3, DRAIN_DELAY_SECONDS, 13.1])
    for (let now = 0; now < 30_000; now += 7) {
      const taken = endTogether(seconds, now);
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThanOrEqual(seconds + 1e-9);
    }
  // A moment before the meeting, in the arithmetic of doubles.
  expect(endTogether(DRAIN_DELAY_SECONDS, 9_999.9999)).toBe(0.01);
});

it('A read until a job that is due sooner keeps its end', () => {
  expect(endTogether(2.5, 1_000)).toBe(2.5);
});
