import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clampSettings } from './bounds.ts';
import { observedSample } from './testing/arbitrary-samples.ts';
import { createTuner, TunerModel, type TunerOptions } from './tuner.ts';

const OPTIONS: TunerOptions = {
  agent: 'text.analyse',
  bounds: { concurrency: { min: 1, max: 50 } },
  static: { concurrency: 10, timeoutMs: 30_000, maxAttempts: 3, backoffMs: 1_000 },
};

it('the tuner answers the static settings as version 1, within the bounds', () => {
  expect(createTuner(OPTIONS).decide(0)).toEqual({
    version: 1,
    settings: OPTIONS.static,
    reasons: ['STATIC'],
  });
  const wide = createTuner({ ...OPTIONS, static: { concurrency: 80, hedgeAfterMs: null } });
  expect(wide.decide(0).settings).toEqual({ concurrency: 50, hedgeAfterMs: null });
});

it('a tuner goes on after an export and an import exactly as it would have', () => {
  const step = fc.record({ dt: fc.nat(100), samples: fc.array(observedSample, { maxLength: 10 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.array(step, { maxLength: 20 }), (before, after) => {
      const tuner = createTuner(OPTIONS);
      let t = 1_000;
      for (const { dt, samples } of before) {
        t += dt;
        tuner.observe({ t, samples });
      }
      const model = TunerModel.parse(JSON.parse(JSON.stringify(tuner.export())));
      const copy = createTuner({ ...OPTIONS, model });
      for (const { dt, samples } of after) {
        t += dt;
        for (const one of [tuner, copy]) one.observe({ t, samples });
        expect(copy.decide(t)).toEqual(tuner.decide(t));
        expect(copy.figures(t)).toEqual(tuner.figures(t));
      }
      expect(copy.export()).toEqual(tuner.export());
    }),
    { numRuns: 25 },
  );
});

it.each([
  ['another schema', { schema: 2 }],
  ['a field too many', { more: 1 }],
  ['a version below 1', { version: 0 }],
])('the tuner refuses a model with %s', (_, wrong) => {
  expect(TunerModel.safeParse({ ...createTuner(OPTIONS).export(), ...wrong }).success).toBe(false);
});

it('the tuner asks for whole numbers within bounds that are none', () => {
  const bounds = { concurrency: { min: 2.5, max: 7.5 }, timeoutMs: { min: 100.2, max: 100.8 } };
  expect(clampSettings({ concurrency: 10, timeoutMs: 500 }, bounds)).toEqual({
    concurrency: 7,
    timeoutMs: 101,
  });
  expect(clampSettings({ concurrency: 1 }, bounds)).toEqual({ concurrency: 3 });
});
