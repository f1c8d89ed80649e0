import { createRandom } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import {
  CLUSTER_FAULTS,
  endOf,
  MIN_WINDOW_MS,
  PROCESS_FAULTS,
  planFaults,
  WHOLE_FAULTS,
} from './fault-plan.ts';

describe.each([1, 2, 3, 4, 5])('the plan of seed %i', (seed) => {
  it.each([PROCESS_FAULTS, CLUSTER_FAULTS, WHOLE_FAULTS])(
    'has every kind and is over in time, even in the shortest window',
    (scale) => {
      for (const windowMs of [MIN_WINDOW_MS, 52_000, 600_000]) {
        const plan = planFaults(createRandom(seed), windowMs, scale);
        expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(scale.kinds));
        expect(Math.max(...plan.map(endOf))).toBeLessThanOrEqual(windowMs);
      }
    },
  );

  it('is the same each time', () => {
    const plan = () => planFaults(createRandom(seed), 60_000, PROCESS_FAULTS);
    expect(plan()).toEqual(plan());
  });
});

it('a fault plan leaves one to five seconds between the faults that all runs have', () => {
  const times = planFaults(createRandom(7), 300_000, PROCESS_FAULTS).map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...gaps.slice(0, PROCESS_FAULTS.kinds.length - 1))).toBeLessThanOrEqual(5_000);
});
