import type { Draws } from '../plant/draws.ts';
import type { JobClass, Plant, PlantSettings } from '../plant/plant.ts';

export const STATIC: PlantSettings = {
  concurrency: 10,
  replicas: 1,
  timeoutMs: 60_000,
  maxAttempts: 3,
  backoffMs: 1_000,
  hedgeAfterMs: null,
  breakerThreshold: null,
  breakerOpenMs: 5_000,
  ageingMs: 10_000,
  ratePerSec: null,
};

const BOUNDS = {
  concurrency: { min: 1, max: 200 },
  replicas: { min: 1, max: 40 },
  timeoutMs: { min: 100, max: 600_000 },
  maxAttempts: { min: 1, max: 12 },
  backoffMs: { min: 100, max: 60_000 },
  hedgeAfterMs: { min: 10, max: 60_000 },
  breakerThreshold: { min: 0.05, max: 1 },
  breakerOpenMs: { min: 500, max: 60_000 },
  ageingMs: { min: 0, max: 600_000 },
  ratePerSec: { min: 0.1, max: 10_000 },
} as const;

const ONE_CLASS: readonly JobClass[] = [
  {
    priority: 'normal',
    size: 1,
    share: 1,
    deadlineS: Number.POSITIVE_INFINITY,
    onTimeValue: 1,
    latePenalty: 1,
    lostPenalty: 2,
    lateValue: 0.5,
  },
];

/** A service that always has work, with one class of jobs. Each such plant adds its durations and its clairvoyants. */
export const closedPlant = (name: string) => ({
  name,
  seconds: 400,
  static: STATIC,
  bounds: BOUNDS,
  classes: ONE_CLASS,
  attemptCost: 0.05,
  replicaCostPerSec: 0,
  bootSeconds: 10,
  demand: 'backlog' as const,
  failureShare: () => 0.005,
  failSeconds: 0.1,
});

/**
 * Mean seconds of an attempt by how many are in flight, with the most throughput at `best`: Gunther's Universal Scalability
 * Law.
 */
export function scalable(single: number, contention: number, best: number): (inflight: number) => number {
  const coherency = (1 - contention) / best ** 2;
  return (n) => single * (1 + contention * (n - 1) + coherency * n * (n - 1));
}

export const noisy =
  (mean: (inflight: number) => number, variation: number): Plant['attemptSeconds'] =>
  (draws: Draws, inflight) =>
    mean(inflight) * draws.lognormal(variation);
