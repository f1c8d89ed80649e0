import type { Failure } from '@ag06/contracts';
import type { DeadlineWakeup, Next } from '@ag06/protocol';
import type { Plan } from '../plan.ts';
import { hasDeadlines } from '../steps/has-deadlines.ts';
import type { Decision, DecisionContext } from './decision.ts';
import { decideFailure } from './end-step.ts';
import { stepOf } from './openings.ts';

export interface Deadline {
  readonly unit: string;
  readonly kind: DeadlineWakeup['kind'];
  /** Milliseconds since the step was opened. */
  readonly afterMs: number;
}

const NONE: readonly Deadline[] = [];

/** The deadlines of the steps that these openings may open. Most have none, and nothing is allocated for them. */
export function findDeadlines(plan: Plan, next: readonly Pick<Next, 'unit'>[]): readonly Deadline[] {
  if (!plan.hasDeadlines) return NONE;
  let found: Deadline[] | undefined;
  for (const { unit } of next) {
    // Of a step alone: its lanes have none of their own.
    const step = plan.steps.get(unit);
    if (step === undefined || !hasDeadlines(step) || step.deadlines === undefined) continue;
    const { startWithinMs, withinMs } = step.deadlines;
    found ??= [];
    if (startWithinMs !== undefined) found.push({ unit, kind: 'unstarted', afterMs: startWithinMs });
    if (withinMs !== undefined) found.push({ unit, kind: 'overdue', afterMs: withinMs });
  }
  return found ?? NONE;
}

/** Gives up a step whose deadline has passed. It is not tried again. */
export function decideDeadline(
  plan: Plan,
  { unit, kind, afterMs }: Deadline,
  attempt: number,
  context: DecisionContext,
): Decision {
  return decideFailure(plan, stepOf(plan, unit), attempt, FAILURES[kind](afterMs), context);
}

const FAILURES: Readonly<Record<Deadline['kind'], (afterMs: number) => Failure>> = {
  unstarted: (ms) => ({
    code: 'STEP_NOT_STARTED',
    message: `The step did not start within ${ms} ms, its \`startWithin\`. Add workers, or see what it waited for.`,
  }),
  overdue: (ms) => ({
    code: 'STEP_OVERDUE',
    message: `The step had no outcome within ${ms} ms, its \`within\`, with all its attempts and waits.`,
  }),
};
