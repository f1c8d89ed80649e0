import type { PlanStep } from './plan-step.ts';

/** Whether steps of this kind may have deadlines: those that call an agent, or run another workflow. */
export const hasDeadlines = (step: PlanStep): step is Extract<PlanStep, { readonly deadlines: unknown }> =>
  'deadlines' in step;
