import { Draws } from '../plant/draws.ts';
import type { JobClass, Plant, PlantSettings } from '../plant/plant.ts';
import { closedPlant, noisy, STATIC, scalable } from '../plants/closed-plant.ts';

/**
 * A service with hidden parameters, and jobs that come whatever the workers do: with three priorities, up and down, and for some
 * seeds more of them than the workers can do for a while.
 */
export function openPlant(seed: number): Plant {
  const draws = new Draws(seed + 7_000);
  const concurrency = Math.round(draws.between(4, 16));
  const mean = scalable(draws.between(0.2, 1.2), draws.between(0, 0.05), draws.between(0.8, 6) * concurrency);
  const capacity = concurrency / mean(concurrency);
  const load = draws.between(0.55, 0.9);
  const swing = draws.between(0, 0.6);
  const period = draws.between(40, 120);
  const failures = draws.between(0, 0.06);
  const deadlineS = draws.between(3, 12) * mean(concurrency);
  const each = (priority: string, share: number, value: number, factor: number): JobClass => ({
    priority,
    size: 0,
    share,
    deadlineS: factor * deadlineS,
    onTimeValue: value,
    latePenalty: value,
    lostPenalty: 2 * value,
    lateValue: value / 2,
  });
  return {
    ...closedPlant('open'),
    seconds: 600,
    static: { ...STATIC, concurrency },
    classes: [each('high', 0.2, 4, 1), each('normal', 0.5, 2, 3), each('low', 0.3, 1, 10)],
    demand: (t) => capacity * load * (1 + swing * Math.sin((2 * Math.PI * t) / period)),
    attemptSeconds: noisy(mean, draws.between(0.2, 0.7)),
    failureShare: () => failures,
    clairvoyants: [],
  };
}

/** A change that somebody thinks of: less or more at a time, or other rules. Drawn apart from the plant. */
export function drawChange(seed: number, { concurrency }: PlantSettings): Partial<PlantSettings> {
  const draws = new Draws(seed + 8_000);
  const kind = draws.uniform();
  if (kind < 0.6) return { concurrency: Math.max(1, Math.round(concurrency * draws.between(0.7, 3))) };
  if (kind < 0.7) return { replicas: 2 };
  if (kind < 0.8) return { ageingMs: draws.uniform() < 0.5 ? null : 2_000 };
  if (kind < 0.9) return { maxAttempts: draws.uniform() < 0.5 ? 1 : 6, backoffMs: 300 };
  return { ratePerSec: concurrency * draws.between(0.7, 1.5) };
}
