import type { StepStatus } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';

/** The state of a unit as readers of a store get it. */
export interface UnitRecord {
  readonly status: StepStatus;
  readonly attempt: number;
  readonly dispatch: number;
  /** How many deliveries of this attempt were lost. */
  readonly lost: number;
  /** Key of the job that scheduled it; empty if none did. */
  readonly by: string;
  /** Id of the command that moved it last. A repeat of that command finds its answer here. */
  readonly source: string;
  /** Key of the job that holds it, and the number of its delivery. Empty and 0 if nobody or a dispatcher holds it. */
  readonly holder: string;
  readonly delivery: number;
  readonly token: number;
  readonly worker: string;
  /**
   * When a retry is due, until when it waits, or since when a ready unit is held; milliseconds since 1970, 0 if none.
   */
  readonly dueAt: number;
  /** Whether it is evaluated or scheduled when it is opened, and the fields it then reads. */
  readonly evaluates: boolean;
  readonly reads: readonly RunField[];
  /** The number of the item that a lane works on. */
  readonly item?: number | undefined;
  /** The number of its iteration, also once it is over; absent if 0. */
  readonly iteration?: number | undefined;
  /** Why it is blocked: `pause`, `breaker:…` or `limit:…`; undefined in any other status. */
  readonly blockedBy: string | undefined;
  /** The reason for which it waits: one that is shown as `waiting`, or `delay`; undefined in any other status. */
  readonly awaits: string | undefined;
  /** The number under which it is parked, also until its next attempt; 0 in any other status. */
  readonly park: number;
}
