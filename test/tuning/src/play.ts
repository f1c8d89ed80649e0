import type { Observation, Tuner } from '@ag06/tuning';
import type { Plant, PlantSettings, Policy } from './plant/plant.ts';
import { Simulation } from './plant/simulation.ts';

export interface Conditions {
  /** Seconds between two decisions. */
  readonly stepSeconds: number;
  /** How late telemetry is, seconds. */
  readonly lateSeconds: number;
}

/** One play of a plant. */
export interface Played {
  /** All value by the end of each control step. */
  readonly values: readonly number[];
  readonly crashes: number;
  /** The settings by step. */
  readonly settings: readonly PlantSettings[];
}

/** Plays a plant with settings that are known beforehand. */
export function playPolicy(plant: Plant, seed: number, policy: Policy, { stepSeconds }: Conditions): Played {
  let last = '';
  let version = 1;
  return play(plant, seed, stepSeconds, (simulation, t) => {
    const settings = policy(t);
    const text = JSON.stringify(settings);
    if (text !== last) simulation.apply(settings, version++);
    last = text;
    return settings;
  });
}

/** Plays a plant with a tuner, to which each step is told as late as the conditions say. */
export function playTuner(plant: Plant, seed: number, tuner: Tuner, conditions: Conditions): Played {
  const { stepSeconds, lateSeconds } = conditions;
  const due: { readonly at: number; readonly observation: Observation }[] = [];
  let settings = plant.static;
  let version = 1;
  return play(plant, seed, stepSeconds, (simulation, t, observation) => {
    if (observation !== undefined) due.push({ at: t + lateSeconds, observation });
    while (due[0] !== undefined && due[0].at <= t) {
      const first = due.shift();
      if (first !== undefined) tuner.observe(first.observation);
    }
    const decision = tuner.decide(t);
    if (decision.version !== version) {
      version = decision.version;
      settings = Object.assign({}, plant.static, decision.settings);
      simulation.apply(settings, version);
    }
    return settings;
  });
}

function play(
  plant: Plant,
  seed: number,
  stepSeconds: number,
  decide: (simulation: Simulation, t: number, observation: Observation | undefined) => PlantSettings,
): Played {
  const simulation = new Simulation(plant, seed);
  const values: number[] = [];
  const settings = [decide(simulation, 0, undefined)];
  for (let step = 1; step * stepSeconds <= plant.seconds + 1e-9; step++) {
    const t = step * stepSeconds;
    const observation = simulation.advance(t);
    values.push(simulation.value);
    settings.push(decide(simulation, t, observation));
  }
  return { values, crashes: simulation.crashes, settings };
}
