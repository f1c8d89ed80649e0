import { Draws } from '../plant/draws.ts';
import type { Plant } from '../plant/plant.ts';
import { closedPlant, STATIC, scalable } from './closed-plant.ts';

/** The service loses most of its capacity at once, and later gets more than it had. */
export function abruptChanges(seed: number): Plant {
  const draws = new Draws(seed + 505);
  const [lossAt, gainAt] = [draws.between(120, 160), draws.between(260, 300)];
  const single = draws.between(0.3, 0.8);
  const [before, lean, after] = [draws.between(20, 40), draws.between(6, 10), draws.between(25, 50)];
  const bestAt = (t: number): number => (t < lossAt ? before : t < gainAt ? lean : after);
  const means = new Map([before, lean, after].map((best) => [best, scalable(single, 0.005, best)]));
  const variation = draws.between(0.2, 0.4);
  return {
    ...closedPlant('change'),
    attemptSeconds: (luck, inflight, _size, t) =>
      (means.get(bestAt(t))?.(inflight) ?? single) * luck.lognormal(variation),
    memory: { base: 0.2, perAttempt: 0.004 },
    clairvoyants: [(t) => ({ ...STATIC, concurrency: Math.round(bestAt(t)) })],
    changesAt: [lossAt, gainAt],
  };
}
