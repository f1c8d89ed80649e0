import type { AttemptOutcome } from '@ag06/tuning';
import type { JobClass } from './plant.ts';

export interface Job {
  readonly number: number;
  readonly class: JobClass;
  readonly arrivedAt: number;
  /** Those that count against the most that it may have, and all. */
  counted: number;
  spent: number;
  isDone: boolean;
  isHedged: boolean;
  readonly running: Set<Attempt>;
}

export interface Attempt {
  readonly job: Job;
  readonly number: number;
  readonly isHedge: boolean;
  readonly startedAt: number;
  readonly configVersion: number;
  readonly inflightAtStart: number;
  /** How it ends if nothing ends it sooner. */
  readonly outcome: AttemptOutcome;
  readonly seconds: number;
}
