import { Draws } from '../plant/draws.ts';
import type { Plant } from '../plant/plant.ts';
import { stragglers } from './stragglers.ts';

const SPELL_SECONDS = 4;

/**
 * Stragglers for which the service as a whole is to blame: slow spells of some seconds, in which each attempt takes many times
 * as long, the second one of a job as well. Hedges and shorter time-outs save nothing here, and cost attempts.
 */
export function correlatedStragglers(seed: number): Plant {
  const plant = stragglers(seed);
  const draws = new Draws(seed + 1_107);
  const [share, factor] = [draws.between(0.04, 0.07), draws.between(10, 15)];
  const medians = plant.classes.map(({ deadlineS }) => deadlineS / 5);
  const isSlow = (t: number): boolean =>
    new Draws(Math.floor(t / SPELL_SECONDS) * 7_919 + seed).uniform() < share;
  return {
    ...plant,
    name: 'correlated',
    attemptSeconds: (luck, _inflight, size, t) =>
      (medians[size - 1] ?? 1) * luck.lognormal(0.3) * (isSlow(t) ? factor : 1),
    clairvoyants: [() => plant.static],
  };
}
