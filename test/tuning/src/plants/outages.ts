import { Draws } from '../plant/draws.ts';
import type { Plant } from '../plant/plant.ts';
import { closedPlant, STATIC } from './closed-plant.ts';

const THRESHOLDS = [0.3, 0.45, 0.6];

/** The service fails for half a minute, three times. The default burns up all attempts of a job meanwhile. */
export function outages(seed: number): Plant {
  const draws = new Draws(seed + 808);
  const seconds = draws.between(0.3, 0.8);
  const variation = draws.between(0.2, 0.4);
  const base = draws.between(0.005, 0.03);
  const times = [draws.between(110, 160), draws.between(270, 320), draws.between(430, 480)].map((from) => ({
    from,
    to: from + draws.between(20, 40),
  }));
  const rate = (draws.between(0.5, 0.65) * 10) / seconds;
  return {
    ...closedPlant('outages'),
    seconds: 600,
    classes: [
      {
        priority: 'normal',
        size: 1,
        share: 1,
        deadlineS: 120,
        onTimeValue: 1,
        latePenalty: 1,
        lostPenalty: 2,
        lateValue: 0.5,
      },
    ],
    demand: () => rate,
    attemptSeconds: (luck) => seconds * luck.lognormal(variation),
    failureShare: (t) => (times.some(({ from, to }) => t >= from && t < to) ? 0.97 : base),
    clairvoyants: THRESHOLDS.map((breakerThreshold) => () => ({
      ...STATIC,
      breakerThreshold,
      breakerOpenMs: 3_000,
      maxAttempts: 10,
    })),
  };
}
