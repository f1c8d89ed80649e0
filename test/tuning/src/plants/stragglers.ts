import { Draws } from '../plant/draws.ts';
import type { Plant, PlantSettings } from '../plant/plant.ts';
import { closedPlant, STATIC } from './closed-plant.ts';

const MULTIPLES = [1.3, 1.6, 2, 2.5, 3, 4];

/** Inputs of three sizes; one attempt in 20 to 40 takes many times as long, whatever it works on. */
export function stragglers(seed: number): Plant {
  const draws = new Draws(seed + 707);
  const medians = [draws.between(0.15, 0.3), draws.between(0.6, 1), draws.between(2, 3.5)];
  const share = draws.between(0.025, 0.05);
  const factor = draws.between(12, 25);
  const variation = draws.between(0.2, 0.35);
  const shares = [0.5, 0.3, 0.2];
  const mean = medians.reduce((sum, median, i) => sum + median * (shares[i] ?? 0), 0) * (1 + share * factor);
  const settings: PlantSettings = { ...STATIC, concurrency: 16 };
  const rate = (draws.between(0.4, 0.55) * settings.concurrency) / mean;
  const hedging = (multiple: number): PlantSettings => ({
    ...settings,
    bySize: Object.fromEntries(
      medians.map((median, i) => [
        String(i + 1),
        { hedgeAfterMs: median * multiple * 1_000, timeoutMs: settings.timeoutMs },
      ]),
    ),
  });
  return {
    ...closedPlant('stragglers'),
    seconds: 600,
    static: settings,
    classes: medians.map((median, i) => ({
      priority: 'normal',
      size: i + 1,
      share: shares[i] ?? 0,
      deadlineS: median * 5,
      onTimeValue: 1,
      latePenalty: 2,
      lostPenalty: 3,
      lateValue: 0.3,
    })),
    demand: () => rate,
    attemptSeconds: (luck, _inflight, size) =>
      (medians[size - 1] ?? 1) * luck.lognormal(variation) * (luck.uniform() < share ? factor : 1),
    clairvoyants: [() => settings, ...MULTIPLES.map((multiple) => () => hedging(multiple))],
  };
}
