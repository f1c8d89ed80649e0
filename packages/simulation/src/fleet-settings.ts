/**
 * Settings of an agent in a whole fleet. One that is absent is as it was recorded. Times in milliseconds.
 */
export interface FleetSettings {
  /** Attempts at a time in each worker. */
  readonly concurrency: number;
  /** Workers. */
  readonly replicas: number;
  readonly timeoutMs?: number;
  readonly maxAttempts?: number;
  readonly backoffMs?: number;
  /** Null: no second attempts. */
  readonly hedgeAfterMs?: number | null;
  /** A level of priority; null: strict priority. */
  readonly ageingMs?: number | null;
  /** Starts per second in the fleet; null: as many as there are slots for. */
  readonly ratePerSec?: number | null;
}

/** The settings that a simulation knows. */
export const SIMULATED_KNOBS = [
  'concurrency',
  'replicas',
  'timeoutMs',
  'maxAttempts',
  'backoffMs',
  'hedgeAfterMs',
  'ageingMs',
  'ratePerSec',
] as const satisfies readonly (keyof FleetSettings)[];
