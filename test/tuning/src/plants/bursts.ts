import { Draws } from '../plant/draws.ts';
import type { JobClass, Plant } from '../plant/plant.ts';
import { closedPlant, noisy, STATIC, scalable } from './closed-plant.ts';

const AGEING_MS = [0, 2_500, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000, null];

/** Three priorities with deadlines, and bursts of 1.6 to 2.3 times what the workers can do. Which ageing is best is hidden. */
export function bursts(seed: number): Plant {
  const draws = new Draws(seed + 606);
  const single = draws.between(0.4, 0.8);
  const mean = scalable(single, 0.02, 10);
  const capacity = 10 / mean(10);
  const load = draws.between(0.4, 0.6);
  const peak = draws.between(1.6, 2.3);
  const period = draws.between(120, 160);
  const burst = draws.between(22, 34);
  const each = (priority: string, share: number, value: number, deadlineS: number): JobClass => ({
    priority,
    size: 1,
    share,
    deadlineS,
    onTimeValue: value,
    latePenalty: value,
    lostPenalty: 2 * value,
    lateValue: value / 4,
  });
  return {
    ...closedPlant('bursts'),
    seconds: 800,
    classes: [
      each('high', 0.2, 4, draws.between(6, 12)),
      each('normal', 0.4, 2, draws.between(25, 50)),
      each('low', 0.4, 1, draws.between(120, 200)),
    ],
    demand: (t) => capacity * (t > 20 && (t - 20) % period < burst ? peak : load),
    attemptSeconds: noisy(mean, draws.between(0.2, 0.5)),
    clairvoyants: AGEING_MS.map((ageingMs) => () => ({ ...STATIC, ageingMs })),
  };
}
