import type { Bounds, Objective, ObjectiveClass, TunerSettings } from '@ag06/tuning';
import type { Draws } from './draws.ts';

/** Every knob has a value. */
export interface PlantSettings extends TunerSettings {
  readonly concurrency: number;
  readonly replicas: number;
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly backoffMs: number;
  readonly hedgeAfterMs: number | null;
  readonly breakerThreshold: number | null;
  readonly breakerOpenMs: number;
  readonly ageingMs: number | null;
  readonly ratePerSec: number | null;
}

export interface JobClass extends ObjectiveClass {
  /** Of all jobs. */
  readonly share: number;
}

/** Settings by time, in seconds. */
export type Policy = (t: number) => PlantSettings;

/** A service, its queue and its workers, with parameters that no player sees. Times are seconds. */
export interface Plant {
  readonly name: string;
  readonly seconds: number;
  readonly static: PlantSettings;
  readonly bounds: Bounds;
  readonly classes: readonly JobClass[];
  readonly attemptCost: number;
  readonly replicaCostPerSec: number;
  readonly bootSeconds: number;
  /** Arrivals per second; or there is always work. */
  readonly demand: 'backlog' | ((t: number) => number);
  /** How long an attempt takes with so many in flight in all, itself included. */
  attemptSeconds(draws: Draws, inflight: number, size: number, t: number): number;
  failureShare(t: number): number;
  readonly failSeconds: number;
  /** Calls per second that are answered; further ones get 429. */
  readonly providerRate?: number;
  /** The share of a replica's memory: `base`, and more for each attempt in flight. A full replica crashes. */
  readonly memory?: { readonly base: number; readonly perAttempt: number };
  /** The oracle is the best of these. */
  readonly clairvoyants: readonly Policy[];
  /** When the service changes for the worse or the better. */
  readonly changesAt?: readonly number[];
}

export const toObjective = ({ attemptCost, replicaCostPerSec, classes }: Plant): Objective => ({
  attemptCost,
  replicaCostPerSec,
  classes: classes.map(({ share: _, ...each }) => each),
});
