import { Draws } from '../plant/draws.ts';
import type { Plant, PlantSettings } from '../plant/plant.ts';
import { closedPlant, STATIC } from './closed-plant.ts';

const MARGINS = [1, 1.1, 1.2, 1.35, 1.5];
const REPLICAS = [6, 8, 10, 12];
const STEP_SECONDS = 5;

/** Demand swings by a period, and a replica takes 40 s to start. The default is fit for a little more than the mean. */
export function seasons(seed: number): Plant {
  const draws = new Draws(seed + 909);
  const period = draws.between(200, 280);
  const seconds = draws.between(0.5, 1);
  const perReplica = 4 / seconds;
  const middle = perReplica * draws.between(4, 6);
  const swing = draws.between(0.55, 0.8);
  const phase = draws.between(0, 2 * Math.PI);
  const bootSeconds = 40;
  const demand = (t: number): number => middle * (1 + swing * Math.sin((2 * Math.PI * t) / period + phase));
  const settings: PlantSettings = {
    ...STATIC,
    concurrency: 4,
    replicas: Math.ceil((middle / perReplica) * draws.between(1.05, 1.2)),
  };
  const ahead = (margin: number, t: number): PlantSettings => {
    let most = 0;
    for (let s = 0; s <= bootSeconds + STEP_SECONDS; s += STEP_SECONDS) most = Math.max(most, demand(t + s));
    return { ...settings, replicas: Math.max(1, Math.ceil((most * margin) / perReplica)) };
  };
  return {
    ...closedPlant('seasons'),
    seconds: 1_500,
    static: settings,
    bounds: { ...closedPlant('seasons').bounds, concurrency: { min: 4, max: 4 } },
    classes: [
      {
        priority: 'normal',
        size: 1,
        share: 1,
        deadlineS: draws.between(10, 20),
        onTimeValue: 1,
        latePenalty: 0.4,
        lostPenalty: 2,
        lateValue: 0.4,
      },
    ],
    replicaCostPerSec: perReplica * draws.between(0.12, 0.25),
    bootSeconds,
    demand,
    attemptSeconds: (luck) => seconds * luck.lognormal(0.3),
    clairvoyants: [
      ...MARGINS.map((margin) => (t: number) => ahead(margin, t)),
      ...REPLICAS.map((replicas) => () => ({ ...settings, replicas })),
    ],
  };
}
