import { FINAL_STEP_STATUSES, type StepStatus } from '@ag06/contracts';
import { kindOf } from './kinds.ts';
import type { PlanStep } from './plan-step.ts';
import type { RunLook, Waiting } from './waiting.ts';

/** Why a step of a run that is not over does not move: what its units wait for; empty if it moves, or is over. */
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

/** In a run that goes on, a step that failed satisfies what needs it. */
const isOver = (status: StepStatus | undefined): boolean =>
  FINAL_STEP_STATUSES.some((final) => final === status);
