import { createTuner, TunerModel } from '@ag06/tuning';
import { describe, expect, it } from '@jest/globals';
import { toObjective } from './plant/plant.ts';
import { Simulation } from './plant/simulation.ts';
import { SAFETY_PLANTS } from './plants/all-plants.ts';
import { correlatedStragglers } from './plants/correlated-stragglers.ts';
import { stragglers } from './plants/stragglers.ts';
import { scorePlant } from './score.ts';

const AT_ONCE = { stepSeconds: 1, lateSeconds: 0 };

describe('Where nothing can be won', () => {
  it('stragglers for which the whole service is to blame cost a run at most 3 % of what the default brings', () => {
    for (const seed of [102, 104])
      expect(scorePlant(correlatedStragglers, seed, AT_ONCE).ofStatic).toBeGreaterThan(0.97);
  });

  it('the tuner goes to the end of tight bounds and never beyond', () => {
    const create = SAFETY_PLANTS.get('tight') ?? stragglers;
    const { whole, isBreach, tuned } = scorePlant(create, 103, AT_ONCE);
    const levels = tuned.settings.map(({ concurrency }) => concurrency);
    expect(Math.min(...levels)).toBeGreaterThanOrEqual(9);
    expect(Math.max(...levels)).toBe(13);
    expect(Math.max(...tuned.settings.map(({ maxAttempts }) => maxAttempts))).toBeLessThanOrEqual(4);
    expect(whole).toBeGreaterThan(0.9);
    expect(isBreach).toBe(false);
  });
});

it('the model of a busy agent with six sizes and three priorities is not larger than 300 KB as JSON', () => {
  const plant = stragglers(5);
  const classes = ['high', 'normal', 'low'].flatMap((priority) =>
    Array.from({ length: 6 }, (_, i) => {
      const kind = plant.classes[i % 3];
      if (kind === undefined) throw new Error('three sizes');
      return { ...kind, priority, size: i };
    }),
  );
  const busy = {
    ...plant,
    classes,
    static: { ...plant.static, concurrency: 200 },
    demand: (t: number) => (t % 60 < 25 ? 300 : 40),
    attemptSeconds: stragglers(6).attemptSeconds,
  };
  const tuner = createTuner({
    agent: 'busy',
    bounds: {},
    static: busy.static,
    objective: toObjective(busy),
    backlogSeconds: 10,
    bootSeconds: 40,
  });
  const simulation = new Simulation(busy, 5);
  let [version, largest] = [1, 0];
  for (let t = 1; t <= 75; t++) {
    tuner.observe(simulation.advance(t));
    const decision = tuner.decide(t);
    if (t % 25 === 0) largest = Math.max(largest, JSON.stringify(tuner.export()).length);
    if (decision.version === version) continue;
    version = decision.version;
    simulation.apply(Object.assign({}, busy.static, decision.settings), version);
  }
  expect(largest).toBeGreaterThan(50_000);
  expect(largest).toBeLessThan(300_000);
  expect(TunerModel.safeParse(JSON.parse(JSON.stringify(tuner.export()))).success).toBe(true);
});
