import type { CohortReport } from './cohorts.ts';

/** One control step, as a search gets it. */
export interface SearchReport extends CohortReport {
  /** The share of its memory that a replica uses; absent if unknown. */
  readonly memory?: number;
  /** The share of slots in use, at most 1; absent: all. */
  readonly fill?: number;
}

export const SEARCH_REASONS = [
  'MEASURE',
  'PROBE',
  'ACCEPT',
  'REJECT',
  'HOLD',
  'CHANGE_DETECTED',
  'NO_CREDIT',
] as const;
/** Why a search did what it did last. */
export type SearchReason = (typeof SEARCH_REASONS)[number];
