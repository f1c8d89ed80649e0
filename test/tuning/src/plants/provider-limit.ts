import { Draws } from '../plant/draws.ts';
import type { Plant } from '../plant/plant.ts';
import { closedPlant, STATIC } from './closed-plant.ts';

/** The provider answers so many calls a second, and the default asks for 1.5 to 3 times as many. */
export function providerLimit(seed: number): Plant {
  const draws = new Draws(seed + 404);
  const rate = draws.between(8, 25);
  const seconds = draws.between(0.3, 0.8);
  const settings = { ...STATIC, concurrency: Math.round(rate * seconds * draws.between(1.5, 3)) + 2 };
  return {
    ...closedPlant('provider'),
    static: settings,
    attemptCost: 0.1,
    attemptSeconds: (luck) => seconds * luck.lognormal(0.3),
    providerRate: rate,
    clairvoyants: [() => ({ ...settings, ratePerSec: rate * 0.995 })],
  };
}
