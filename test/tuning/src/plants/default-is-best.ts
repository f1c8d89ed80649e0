import { Draws } from '../plant/draws.ts';
import type { Plant } from '../plant/plant.ts';
import { closedPlant, noisy, STATIC, scalable } from './closed-plant.ts';

/** The control: the default's concurrency is the best, within one. */
export function defaultIsBest(seed: number): Plant {
  const draws = new Draws(seed + 101);
  const mean = scalable(draws.between(0.4, 1.5), draws.between(0.01, 0.05), draws.between(9, 11));
  return {
    ...closedPlant('best'),
    attemptSeconds: noisy(mean, draws.between(0.2, 0.5)),
    memory: { base: 0.2, perAttempt: 0.01 },
    clairvoyants: [() => STATIC],
  };
}
