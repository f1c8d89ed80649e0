import { FINAL_STEP_STATUSES, type StepStatus } from '@ag06/contracts';
import { kindOf } from './kinds.ts';
import type { PlanStep } from './plan-step.ts';
import type { RunLook, Waiting } from './waiting.ts';

/** The reasons why a step does not move, one for each of its units; none if it moves, or is over. The run must be open. */
export function explainStep(step: PlanStep, run: RunLook): readonly Waiting[] {
  const own = run.units.get(step.id);
  return own === undefined ? [explainUnopened(step, run)] : kindOf(step).explain(step, own, run);
}

/** A step that is not open yet: only its dependencies can keep it. */
function explainUnopened({ needs }: PlanStep, run: RunLook): Waiting {
  if (run.status === 'scheduled') return { for: 'start' };
  const steps = needs.filter((id) => !isOver(run.units.get(id)?.status));
  return { for: 'dependencies', steps };
}

/** In a run that goes on, a failed step satisfies its dependants. */
const isOver = (status: StepStatus | undefined): boolean =>
  FINAL_STEP_STATUSES.some((final) => final === status);
