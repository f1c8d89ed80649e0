import { Draws } from '../plant/draws.ts';
import type { Plant } from '../plant/plant.ts';
import { closedPlant, noisy, STATIC, scalable } from './closed-plant.ts';

/** The default of 40 is too much by far, so that samples are slow as well. */
export function pastTheKnee(seed: number): Plant {
  const draws = new Draws(seed + 303);
  const best = draws.between(11, 24);
  const mean = scalable(draws.between(0.3, 1), draws.between(0.005, 0.03), best);
  return {
    ...closedPlant('past'),
    static: { ...STATIC, concurrency: 40 },
    attemptSeconds: noisy(mean, draws.between(0.2, 0.5)),
    memory: { base: 0.2, perAttempt: 0.01 },
    clairvoyants: [() => ({ ...STATIC, concurrency: Math.round(best) })],
  };
}
