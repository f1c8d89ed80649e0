import { PRIORITIES } from '@ag06/contracts';
import { ATTEMPT_OUTCOMES } from '@ag06/contracts/tuning';
import fc from 'fast-check';
import type { ObservedSample } from '../observation.ts';

export const durationMs: fc.Arbitrary<number> = fc
  .integer({ min: 0, max: 9_000_000_000 })
  .map((us) => us / 1_000);

/** Any attempt; `t` is left to the test. */
export const observedSample: fc.Arbitrary<ObservedSample> = fc.record({
  t: fc.constant(0),
  jobId: fc.constant('r0-000000000aaaaaaaaaaaa'),
  priority: fc.constantFrom(...PRIORITIES),
  size: fc.nat(5),
  waitMs: durationMs,
  durMs: durationMs,
  outcome: fc.constantFrom(...ATTEMPT_OUTCOMES),
  attempt: fc.integer({ min: 1, max: 3 }),
  hedge: fc.constant(false),
  configVersion: fc.nat(3),
  inflightAtStart: fc.integer({ min: 1, max: 9 }),
});
