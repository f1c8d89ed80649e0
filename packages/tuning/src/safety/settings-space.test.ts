import { KNOBS, TUNING_BOUNDS } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TunerSettings } from '../tuner-settings.ts';
import { SettingsSpace } from './settings-space.ts';

const STATIC: TunerSettings = { concurrency: 10, timeoutMs: 30_000, ratePerSec: null, replicas: 2 };
const BOUNDS = {
  concurrency: { min: 2, max: 80 },
  timeoutMs: { min: 500, max: 120_000 },
  ratePerSec: { min: 1, max: 500 },
};
const space = new SettingsSpace({ bounds: BOUNDS, static: STATIC });

const wanted = fc.record({
  concurrency: fc.double({ min: -10, max: 1e6, noNaN: true }),
  timeoutMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  ratePerSec: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
  breakerThreshold: fc.option(fc.double({ min: -1, max: 5, noNaN: true })),
});

it('every change stays within the bounds and the largest step, whatever is asked for', () => {
  fc.assert(
    fc.property(fc.array(wanted, { minLength: 1, maxLength: 12 }), (wishes) => {
      let settings = STATIC;
      for (const wish of wishes) {
        const before = settings;
        settings = space.move(before, wish);
        for (const knob of KNOBS) {
          const value = settings[knob];
          if (value === null || value === undefined) continue;
          const { min, max } = { ...TUNING_BOUNDS[knob], ...new Map(Object.entries(BOUNDS)).get(knob) };
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(max);
        }
        const { concurrency = 0, timeoutMs = 0 } = settings;
        expect(Number.isInteger(concurrency)).toBe(true);
        const from = before.concurrency ?? 0;
        if (concurrency !== STATIC.concurrency)
          expect(concurrency).toBeLessThanOrEqual(Math.max(from + 1, Math.round(1.6 * from)));
        const factor = timeoutMs / (before.timeoutMs ?? 1);
        if (timeoutMs !== STATIC.timeoutMs) expect(Math.abs(Math.log(factor))).toBeLessThan(Math.log(1.51));
      }
    }),
    { numRuns: 100 },
  );
});

it('a change back to the static value may be of any size', () => {
  expect(
    space.move({ ...STATIC, concurrency: 80, ratePerSec: 3 }, { concurrency: 10, ratePerSec: null }),
  ).toEqual(STATIC);
  expect(space.move({ ...STATIC, concurrency: 2 }, { concurrency: 10 }).concurrency).toBe(10);
});

it('settings that are not asked for stay as they are, and those of a size are bounded as well', () => {
  const moved = space.move(STATIC, { bySize: { 1: { hedgeAfterMs: 0.2, timeoutMs: 7 } } });
  expect(moved).toEqual({ ...STATIC, bySize: { 1: { hedgeAfterMs: 1, timeoutMs: 500 } } });
});
