/** How a tuner stands. Values are per second, by the objective. */
export interface TunerStatus {
  /** What may be spent on trials of concurrency, seconds of the default's value; null: not known yet. */
  readonly credit: number | null;
  /** In the last minute; null: nothing was seen. */
  readonly measured: number | null;
  /** Of the settings in force; null: not known. */
  readonly predicted: number | null;
  /** Whether a trial of concurrency is under way. */
  readonly isTrying: boolean;
  /** Whether telemetry is too old to change anything. */
  readonly isFrozen: boolean;
}
