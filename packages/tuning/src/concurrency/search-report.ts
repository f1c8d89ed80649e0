import type { CohortReport } from './cohorts.ts';

/** One control step, as a search gets it. */
export interface SearchReport extends CohortReport {
  /** The share of its memory that a replica uses; absent if unknown. */
  readonly memory?: number;
}

/** Why a search did what it did last. */
export type SearchReason =
  | 'MEASURE'
  | 'PROBE'
  | 'ACCEPT'
  | 'REJECT'
  | 'HOLD'
  | 'CHANGE_DETECTED'
  | 'NO_CREDIT';
