import { expect, it } from '@jest/globals';
import type { ObservedSample } from '../observation.ts';
import { FEATURES, toFeatures } from './features.ts';

const sample = (outcome: ObservedSample['outcome'], size: number): ObservedSample => ({
  t: 21_600,
  jobId: 'j',
  priority: 'normal',
  size,
  waitMs: 0,
  durMs: 1,
  outcome,
  attempt: 1,
  hedge: false,
});

it('features are the same numbers for the same telemetry', () => {
  const features = toFeatures({
    t: 21_600,
    inflight: 9,
    queueDepth: 99,
    queueByPriority: { critical: 11, high: 22, normal: 66 },
    samples: [
      sample('ok', 1),
      sample('error', 2),
      sample('429', 3),
      sample('timeout', 2),
      sample('cancelled', 2),
    ],
    cpu: 0.4,
    memory: 0.7,
  });
  const golden = [1, Math.log(10), Math.log(100), 1 / 3, 2, 0.4, 0.7, 0.5, 0.25, 1, 0];
  expect(features).toHaveLength(FEATURES.length);
  for (const [i, value] of golden.entries()) expect(features[i]).toBeCloseTo(value, 9);
});

it('features of an idle step are numbers', () => {
  expect(toFeatures({ t: 0, samples: [] })).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});
