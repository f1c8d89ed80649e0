import { FINAL_STEP_STATUSES, type StepStatus } from '@ag06/contracts';
import { kindOf } from './kinds.ts';
import type { PlanStep } from './plan-step.ts';
import type { RunLook, Waiting } from './waiting.ts';

/** Explains why a step of an open run does not move, one reason per unit. Returns none if it moves or is over. */
export function explainStep(step: PlanStep, run: RunLook): readonly Waiting[] {
  const own = run.units.get(step.id);
  return own === undefined ? [explainUnopened(step, run)] : kindOf(step).explain(step, own, run);
}

/** A step that is not open yet only waits for its dependencies. */
function explainUnopened({ needs }: PlanStep, run: RunLook): Waiting {
  if (run.status === 'scheduled') return { for: 'start' };
  const steps = needs.filter((id) => !isOver(run.units.get(id)?.status));
  return { for: 'dependencies', steps };
}

/** In a run that goes on after a failure, a failed step satisfies its dependants. */
const isOver = (status: StepStatus | undefined): boolean =>
  FINAL_STEP_STATUSES.some((final) => final === status);
