import { Draws } from '../plant/draws.ts';
import type { Plant } from '../plant/plant.ts';
import { closedPlant, noisy, STATIC, scalable } from './closed-plant.ts';

/** The best concurrency is 3.5 to 9 times the default's; not far beyond it, memory is full. */
export function farBelowTheKnee(seed: number): Plant {
  const draws = new Draws(seed + 202);
  const best = draws.between(35, 90);
  const mean = scalable(draws.between(0.4, 1.5), draws.between(0.002, 0.01), best);
  return {
    ...closedPlant('below'),
    attemptSeconds: noisy(mean, draws.between(0.2, 0.5)),
    memory: { base: 0.2, perAttempt: 0.6 / best / 1.3 },
    clairvoyants: [() => ({ ...STATIC, concurrency: Math.round(best) })],
  };
}
