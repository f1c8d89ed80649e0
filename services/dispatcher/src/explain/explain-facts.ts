import type { RunEvent, WaitsFor } from '@ag06/contracts';
import type { RunRecord } from '@ag06/store';

/** The facts that explain an open run. */
export interface ExplainFacts {
  readonly run: RunRecord;
  /** Its steps, in the order of the definition. */
  readonly steps: readonly string[];
  /** By step, of those that do not move. */
  readonly waits: ReadonlyMap<string, WaitsFor>;
  /** The last event of each step. */
  readonly lastEvents: ReadonlyMap<string, RunEvent>;
  /** The last `run.paused`, if it was read. */
  readonly paused: RunEvent | undefined;
  /** Attempts a second, by agent, as the optimizer measured them lately. */
  readonly rates: ReadonlyMap<string, number>;
  /** Workers that were seen lately. */
  readonly workers: ReadonlySet<string>;
  /** The store's time, milliseconds since 1970. */
  readonly now: number;
}
