import { createTuner } from '@ag06/tuning';
import type { Plant } from './plant/plant.ts';
import { toObjective } from './plant/plant.ts';
import { type Conditions, type Played, playPolicy, playTuner } from './play.ts';

/** Of one play of a tuner. */
export interface Score {
  readonly seed: number;
  /** Beside the clairvoyant: over the whole run, and in its last third. */
  readonly whole: number;
  readonly last: number;
  /** Beside the default. */
  readonly ofStatic: number;
  /** The least of (value - default's) / default's at a checkpoint. */
  readonly worst: number;
  readonly isBreach: boolean;
  readonly crashes: number;
  /** Seconds from each change to 80 % of the clairvoyant's value over 20 s; infinite if never before the next one. */
  readonly recoveries: readonly number[];
  readonly tuned: Played;
}

/** The guardrail: at checkpoints every 30 s from 90 s on, no more than 2 % below the default. */
const CHECKPOINT_SECONDS = 30;
const FIRST_CHECKPOINT = 90;
const BREACH = -0.02;
const RECOVERED = 0.8;
const RECOVERY_WINDOW_SECONDS = 20;

export function scorePlant(create: (seed: number) => Plant, seed: number, conditions: Conditions): Score {
  const plant = create(seed);
  const own = playPolicy(plant, seed, () => plant.static, conditions);
  const oracle = plant.clairvoyants
    .map((policy) => playPolicy(plant, seed, policy, conditions))
    .reduce((best, one) => (total(one) > total(best) ? one : best), own);
  const tuner = createTuner({
    agent: 'plant',
    bounds: plant.bounds,
    static: plant.static,
    objective: toObjective(plant),
    backlog: plant.demand === 'backlog',
    bootSeconds: plant.bootSeconds,
    seed,
  });
  const tuned = playTuner(plant, seed, tuner, conditions);
  const from = Math.floor((tuned.values.length * 2) / 3);
  const lastOf = (one: Played): number => total(one) - (one.values[from] ?? 0);
  const worst = worstCheckpoint(tuned, own, conditions.stepSeconds);
  return {
    seed,
    whole: total(tuned) / total(oracle),
    last: lastOf(tuned) / lastOf(oracle),
    ofStatic: total(tuned) / total(own),
    worst,
    isBreach: worst < BREACH,
    crashes: tuned.crashes,
    recoveries: (plant.changesAt ?? []).map((at, i, all) =>
      recovery(tuned, oracle, { at, until: all[i + 1] ?? plant.seconds }, conditions.stepSeconds),
    ),
    tuned,
  };
}

const total = ({ values }: Played): number => values.at(-1) ?? 0;

function worstCheckpoint(tuned: Played, own: Played, stepSeconds: number): number {
  let worst = 0;
  for (const [i, value] of tuned.values.entries()) {
    const t = (i + 1) * stepSeconds;
    if (t < FIRST_CHECKPOINT || t % CHECKPOINT_SECONDS >= stepSeconds) continue;
    const base = own.values[i] ?? 0;
    worst = Math.min(worst, (value - base) / Math.abs(base));
  }
  return worst;
}

function recovery(
  tuned: Played,
  oracle: Played,
  { at, until }: { readonly at: number; readonly until: number },
  stepSeconds: number,
): number {
  const steps = Math.ceil(RECOVERY_WINDOW_SECONDS / stepSeconds);
  const gain = ({ values }: Played, to: number): number => (values[to] ?? 0) - (values[to - steps] ?? 0);
  for (let i = Math.ceil(at / stepSeconds) + steps; i * stepSeconds < until; i++)
    if (gain(tuned, i) >= RECOVERED * gain(oracle, i)) return (i - steps) * stepSeconds - at;
  return Number.POSITIVE_INFINITY;
}
