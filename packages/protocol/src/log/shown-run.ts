import type { Failure, Json, RunStatus, StepStatus } from '@ag06/contracts';
import type { LargeValue } from '../large-value.ts';

/** The part of a unit that readers are shown: a store's unit has it, and a fold of the log gives it. */
export interface ShownUnit {
  readonly status: StepStatus;
  readonly attempt: number;
  /** Absent if 0. */
  readonly iteration?: number | undefined;
  /** Why it is blocked; undefined in any other status. */
  readonly blockedBy?: string | undefined;
  /** The reason for which it waits, or `delay` until its next attempt; undefined in any other status. */
  readonly awaits?: string | undefined;
  /** When a retry is due, or until when it waits: milliseconds since 1970. 0 if none. */
  readonly dueAt: number;
  /** The number of the item that a lane works on. */
  readonly item?: number | undefined;
}

/** How far the items of a step are. */
export interface ShownItems {
  readonly total: number;
  /** How many have no outcome. */
  readonly left: number;
  readonly failed: number;
  /** How many were ever taken by a lane. A log does not tell that: in a run that is folded from it, all lanes in hand are units. */
  readonly next?: number;
}

/** The part of a run that readers are shown, besides its head. */
export interface ShownRun {
  readonly status: RunStatus;
  readonly finishedAt: number | undefined;
  /** Undefined also for one that is `large`. */
  readonly output: Json | undefined;
  readonly large?: LargeValue | undefined;
  readonly error: Failure | undefined;
  /** The units that were opened, lanes among them; of a run with many lanes, some of these may be left out. */
  readonly units: ReadonlyMap<string, ShownUnit>;
  /** Of steps whose list was evaluated. */
  readonly items: ReadonlyMap<string, ShownItems>;
}
