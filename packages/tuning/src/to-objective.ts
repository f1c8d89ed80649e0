import { PRIORITIES, type Priority } from '@ag06/contracts';
import { type AgentObjective, SIZE_BUCKETS } from '@ag06/contracts/tuning';
import type { Objective, ObjectiveClass } from './objective.ts';

/** What a step is worth by default (design, section 4). */
const VALUES: Readonly<Record<Priority, number>> = { critical: 4, high: 4, normal: 2, low: 1, bulk: 1 };
const LOST = 2;
const ATTEMPT_SHARE = 0.05;
const DEADLINE_MEDIANS = 10;
const DEADLINE_SECONDS = 30;

/**
 * Completes what is declared of an agent: a class for each priority and size, so that nothing is without a value.
 *
 * @param medianS of its attempts, seconds
 */
export function toObjective(declared: AgentObjective, medianS: number): Objective {
  const classes = PRIORITIES.flatMap((priority) =>
    Array.from({ length: SIZE_BUCKETS }, (_, size) => toClass(declared, priority, size, medianS)),
  );
  const normal = classes.find(({ priority }) => priority === 'normal');
  return {
    attemptCost: declared.attemptCost ?? ATTEMPT_SHARE * (normal?.onTimeValue ?? VALUES.normal),
    replicaCostPerSec: declared.replicaCostPerSec ?? 0,
    classes,
  };
}

/** Whether nothing of an agent can be late, as of batch work. */
export const isNeverLate = ({ classes }: Objective): boolean =>
  classes.every(({ deadlineS }) => deadlineS === Number.POSITIVE_INFINITY);

function toClass(
  { classes = [] }: AgentObjective,
  priority: Priority,
  size: number,
  medianS: number,
): ObjectiveClass {
  const fits = classes.filter(
    (each) => (each.priority ?? priority) === priority && (each.size ?? size) === size,
  );
  const told = fits.find((each) => each.size !== undefined) ?? fits[0];
  const onTimeValue = told?.onTimeValue ?? VALUES[priority];
  const deadlineS = told?.deadlineS === undefined ? defaultDeadline(medianS) : told.deadlineS;
  return {
    priority,
    size,
    deadlineS: deadlineS ?? Number.POSITIVE_INFINITY,
    onTimeValue,
    lateValue: told?.lateValue ?? onTimeValue,
    latePenalty: told?.latePenalty ?? onTimeValue,
    lostPenalty: told?.lostPenalty ?? LOST * onTimeValue,
  };
}

const defaultDeadline = (medianS: number): number => DEADLINE_MEDIANS * medianS + DEADLINE_SECONDS;
