import type { ObservedPriority, ObservedSize } from './observation.ts';

/** What the jobs of one kind are worth, in any unit. */
export interface ObjectiveClass {
  readonly priority: ObservedPriority;
  readonly size: ObservedSize;
  /** From its arrival, seconds; infinite if it cannot be late. */
  readonly deadlineS: number;
  readonly onTimeValue: number;
  /** Charged when the deadline passes. */
  readonly latePenalty: number;
  readonly lostPenalty: number;
  /** Of a job that is done, but late. */
  readonly lateValue: number;
}

/** What the fleet is to bring: the value of jobs, less what attempts and replicas cost (design, section 4). */
export interface Objective {
  /** Of an attempt that was not the one that did a job. */
  readonly attemptCost: number;
  readonly replicaCostPerSec: number;
  readonly classes: readonly ObjectiveClass[];
}

/** Returns the class of a job: of its priority and size, else of its size, else the first. */
export function classOf(
  { classes }: Objective,
  priority: ObservedPriority,
  size: ObservedSize,
): ObjectiveClass | undefined {
  const ofSize = classes.filter((each) => String(each.size) === String(size));
  return ofSize.find((each) => String(each.priority) === String(priority)) ?? ofSize[0] ?? classes[0];
}

/** The mean value of a job, weighed alike over classes. */
export function meanValue({ classes }: Objective): number {
  if (classes.length === 0) return 1;
  return classes.reduce((sum, { onTimeValue }) => sum + onTimeValue, 0) / classes.length;
}
