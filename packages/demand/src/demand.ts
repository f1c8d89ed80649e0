import type { HeldBack } from '@ag06/broker';

/** The work that there is for one agent, at one reading. */
export interface Demand {
  /** The reader's clock, milliseconds. */
  readonly at: number;
  /** Activations that a worker could take now. */
  readonly waiting: number;
  /** Activations whose time has not come. */
  readonly delayed: number;
  /** How long the oldest of those that wait has waited, in milliseconds; 0 if none does. */
  readonly oldestMs: number;
  /** Why no worker gets any of them for now, because of a setting of the queue in BullMQ itself. */
  readonly heldBack: HeldBack | undefined;
  /** Attempts that run. */
  readonly running: number;
  /** Workers that take work of the agent, and those that only finish theirs. */
  readonly ready: number;
  readonly draining: number;
  /** Attempts that may run at a time in all ready workers. */
  readonly slots: number;
  /**
   * The same in one worker, by the latest reading with a ready one, had the service not made workers hold back. Undefined
   * before any.
   */
  readonly slotsEach: number | undefined;
  /** Attempts that became due, and that ended, over the last 30 s. Undefined before two readings. */
  readonly arrivalsPerSec: number | undefined;
  readonly completionsPerSec: number | undefined;
  /** How much the arrivals rise in a second; 0 unless that is beyond chance. */
  readonly trendPerSec: number;
  /** How long an attempt took on average, by the latest readings in which some ended. Undefined before any. */
  readonly serviceMs: number | undefined;
}
