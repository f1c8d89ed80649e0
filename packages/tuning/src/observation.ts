import { PRIORITIES } from '@ag06/contracts';
import type { AttemptOutcome } from '@ag06/contracts/tuning';

/** The name of a priority, or its level: 0 is the most urgent. */
export type ObservedPriority = string | number;
/** The bucket of an input's size. */
export type ObservedSize = string | number;

/** A finished attempt, as a tuner gets it. */
export interface ObservedSample {
  /** When it was over, seconds. */
  readonly t: number;
  readonly jobId: string;
  readonly priority: ObservedPriority;
  readonly size: ObservedSize;
  readonly waitMs: number;
  readonly durMs: number;
  readonly outcome: AttemptOutcome;
  /** From 1. */
  readonly attempt: number;
  readonly hedge: boolean;
  /**
   * The version of the settings in force when it started, to which it is attributed, even if it is reported late. Absent:
   * that of the step.
   */
  readonly configVersion?: number;
  /** Attempts in flight of its worker, itself included. */
  readonly inflightAtStart?: number;
  /** Its worker was held up while it ran: its duration tells nothing of the service. */
  readonly isHeldUp?: true;
}

/** A job of which nothing more is to come. */
export interface ObservedJob {
  readonly jobId: string;
  readonly priority: ObservedPriority;
  readonly size: ObservedSize;
  readonly ok: boolean;
  readonly onTime: boolean;
  readonly latencyMs: number;
  readonly attempts: number;
  /** The worker of its last attempt was held up while that ran. */
  readonly isHeldUp?: true;
}

export interface ObservedArrival {
  /** Seconds. */
  readonly t: number;
  readonly priority: ObservedPriority;
  readonly size: ObservedSize;
}

/** One control step. It may be reported late. Unknown values are absent. */
export interface Observation {
  /** When it ended, seconds; never less than in the step before. */
  readonly t: number;
  /** Its length, seconds. */
  readonly dt?: number;
  /** The version of the settings in force during it. */
  readonly configVersion?: number;
  readonly samples: readonly ObservedSample[];
  readonly jobs?: readonly ObservedJob[];
  readonly arrivals?: readonly ObservedArrival[];
  readonly queueDepth?: number;
  readonly queueByPriority?: Readonly<Record<string, number>>;
  /** Attempts that run, and may run at a time, over all workers. */
  readonly inflight?: number;
  readonly limit?: number;
  readonly replicas?: { readonly ready: number; readonly starting: number };
  readonly breaker?: 'closed' | 'open' | 'half-open';
  /** Shares of the busiest worker. */
  readonly cpu?: number;
  readonly memory?: number;
}

const NAMES: readonly string[] = PRIORITIES;
const NORMAL = NAMES.indexOf('normal');

/** Returns how far a priority is behind the most urgent one. An unknown name is as urgent as `normal`. */
export function toLevel(priority: ObservedPriority): number {
  if (typeof priority === 'number') return priority;
  const level = NAMES.indexOf(priority);
  return level < 0 ? NORMAL : level;
}
