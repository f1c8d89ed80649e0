import type { HealthComponent } from '@ag06/contracts';

/**
 * The points that a number costs a component: none below `from`, `points` at `to`, in proportion between, at least 1.
 */
export interface ReasonRule {
  readonly component: HealthComponent;
  /** The name of the number, with its unit. */
  readonly measure: string;
  readonly from: number;
  readonly to: number;
  readonly points: number;
  readonly remedy: string;
}

/** Of a number that is 0 or 1. */
export const YES = { from: 1, to: 1 };
