import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { estimateElasticity, MOMENTUM_DEFAULTS, MomentumAscent, PROBE_DISTANCE } from './momentum-ascent.ts';

/** ln V = -(ln L - ln 65)^2 / 2: its elasticity is what is missing to 65, as a logarithm. */
const valueAt = (setting: number): number => Math.exp(-(Math.log(setting / 65) ** 2) / 2);

const measure = (setting: number, noise: () => number): number => {
  const [low, high] = [setting * Math.exp(-PROBE_DISTANCE), setting * Math.exp(PROBE_DISTANCE)];
  return estimateElasticity([
    valueAt(low) * noise(),
    valueAt(high) * noise(),
    valueAt(high) * noise(),
    valueAt(low) * noise(),
  ]);
};

describe('MomentumAscent', () => {
  it('climbs a known hill from far below to within 3 % of its top', () => {
    const ascent = new MomentumAscent();
    let setting = 10;
    for (let step = 0; step < 150; step++)
      setting = ascent.next(
        setting,
        measure(setting, () => 1),
      );
    expect(setting).toBeGreaterThan(63);
    expect(setting).toBeLessThan(67);
  });

  it('stays near the top although each value is off by 3 %', () => {
    const draws = new SeededDraws(23);
    const ascent = new MomentumAscent();
    let setting = 40;
    let worst = 0;
    for (let step = 0; step < 600; step++) {
      setting = ascent.next(
        setting,
        measure(setting, () => Math.exp(0.03 * draws.normal())),
      );
      if (step >= 200) worst = Math.max(worst, Math.abs(Math.log(setting / 65)));
    }
    // A quarter off costs 3 % of the value.
    expect(worst).toBeLessThan(0.25);
  });

  it('with a fixed rate of 0.01 would need 187 steps of elasticity 1 from 10 to 65', () => {
    expect(Math.log(6.5) / MOMENTUM_DEFAULTS.learningRate).toBeCloseTo(187, 0);
  });

  it('never steps further than its largest factor', () => {
    const ascent = new MomentumAscent({ ...MOMENTUM_DEFAULTS, learningRate: 1 });
    let setting = 10;
    for (let step = 0; step < 20; step++) {
      const next = ascent.next(setting, 50);
      expect(next / setting).toBeLessThanOrEqual(1.6 + 1e-9);
      setting = next;
    }
  });

  it('goes on from its model as it would have itself', () => {
    const ascent = new MomentumAscent();
    for (const elasticity of [1, 0.5, -0.2]) ascent.next(10, elasticity);
    const again = new MomentumAscent(MOMENTUM_DEFAULTS, ascent.toModel());
    expect(again.next(10, -0.1)).toBe(ascent.next(10, -0.1));
  });
});

describe('estimateElasticity', () => {
  it('is 1 where the value grows as the setting does, and a trend over the blocks cancels', () => {
    const [low, high] = [Math.exp(-PROBE_DISTANCE), Math.exp(PROBE_DISTANCE)];
    expect(estimateElasticity([low, high, high, low])).toBeCloseTo(1, 9);
    expect(estimateElasticity([low, high * 1.1, high * 1.21, low * 1.331])).toBeCloseTo(1, 9);
  });
});
