import { createTuner, TunerModel, type TunerOptions } from '@ag06/tuning';
import { expect, it } from '@jest/globals';
import { toObjective } from './plant/plant.ts';
import { Simulation } from './plant/simulation.ts';
import { PLANTS } from './plants/all-plants.ts';

const DECISIONS = 100;

/** Cuts in the midst of a trial, of an overload, of an outage, of a season: wherever they fall. */
it.each([
  ['change', 37],
  ['change', 141],
  ['provider', 23],
  ['bursts', 131],
  ['stragglers', 95],
  ['outages', 140],
  ['seasons', 700],
])('a tuner that is exported and imported takes the same next 100 decisions (%s at %d s)', (name, cut) => {
  const plant = PLANTS.get(name)?.(11);
  if (plant === undefined) throw new Error(`no plant ${name}`);
  const options: TunerOptions = {
    agent: 'plant',
    bounds: plant.bounds,
    static: plant.static,
    objective: toObjective(plant),
    backlog: plant.demand === 'backlog',
    bootSeconds: plant.bootSeconds,
  };
  const tuner = createTuner(options);
  const simulation = new Simulation(plant, 11);
  let copy: typeof tuner | undefined;
  let version = 1;
  for (let t = 1; t <= cut + DECISIONS; t++) {
    const observation = simulation.advance(t);
    tuner.observe(observation);
    copy?.observe(observation);
    const decision = tuner.decide(t);
    if (copy !== undefined) expect(copy.decide(t)).toEqual(decision);
    if (t === cut) {
      const model = TunerModel.parse(JSON.parse(JSON.stringify(tuner.export())));
      copy = createTuner({ ...options, model });
    }
    if (decision.version === version) continue;
    version = decision.version;
    simulation.apply(Object.assign({}, plant.static, decision.settings), version);
  }
  expect(copy?.export()).toEqual(tuner.export());
  expect(copy?.decisions()).toEqual(tuner.decisions());
});
