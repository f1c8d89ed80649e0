import type { LevelEstimate } from './cohort.ts';
import type { Cohorts } from './cohorts.ts';

/** By how many of its own errors each half has to be better. */
const ERRORS = 0.5;

/**
 * Whether each half of the attempts at a level, by their starts, is better than the reference by itself. One good spell, such
 * as while a service warms up, makes no two wins.
 */
export function hasWonTwice(
  cohorts: Pick<Cohorts, 'attemptsOf' | 'estimate'>,
  level: number,
  { logValue }: LevelEstimate,
): boolean {
  const starts = cohorts.attemptsOf(level).map(({ startedAt }) => startedAt);
  const middle = starts.toSorted((a, b) => a - b)[starts.length >> 1];
  const halves = [cohorts.estimate(level, undefined, middle), cohorts.estimate(level, middle, undefined)];
  return halves.every((half) => half !== undefined && half.logValue - logValue > ERRORS * half.error);
}
