import { createRandom } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { endOf, FAULT_KINDS, MIN_WINDOW_MS, planFaults } from './fault-plan.ts';

describe.each([1, 2, 3, 4, 5])('the plan of seed %i', (seed) => {
  it('has every kind and is over in time, even in the shortest window', () => {
    for (const windowMs of [MIN_WINDOW_MS, 52_000, 600_000]) {
      const plan = planFaults(createRandom(seed), windowMs);
      expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
      expect(Math.max(...plan.map(endOf))).toBeLessThanOrEqual(windowMs);
    }
  });

  it('is the same each time', () => {
    expect(planFaults(createRandom(seed), 60_000)).toEqual(planFaults(createRandom(seed), 60_000));
  });
});

it('leaves one to five seconds between the faults that all runs have', () => {
  const times = planFaults(createRandom(7), 300_000).map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...gaps.slice(0, FAULT_KINDS.length - 1))).toBeLessThanOrEqual(5_000);
});
