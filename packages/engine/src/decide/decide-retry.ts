import type { StepStatus } from '@ag06/contracts';
import { type Next, OUTPUT_UNIT } from '@ag06/protocol';
import type { Plan } from '../plan.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import { openStep } from './openings.ts';

/** A run that has ended, as far as a retry looks at it. */
export interface EndedRun {
  readonly units: ReadonlyMap<string, { readonly status: StepStatus }>;
  /** `forEach` steps whose lanes exist. */
  readonly items: ReadonlyMap<string, unknown>;
}

/** What a retry begins anew: openings in the order of their names, and the steps among them. */
export interface Retry {
  readonly next: readonly Next[];
  readonly steps: readonly string[];
}

/**
 * Decides what a failed run does again: steps that were cancelled with it, and those that failed though it could not go on
 * without them. What they lead to has not been opened, so every join still waits for them. A step whose list has begun is held
 * to find out which of its items it does again.
 */
export function decideRetry(plan: Plan, run: EndedRun): Retry {
  const steps = [...plan.steps.values()].filter((step) => isCutOff(step, run));
  const next = steps.map((step): Next => {
    if (run.items.has(step.id)) return { unit: step.id, needs: 0, mode: 'evaluate', reads: [`i:${step.id}`] };
    return { ...openStep(step, 'schedule'), needs: 0 };
  });
  const output = run.units.get(OUTPUT_UNIT)?.status;
  if (output === 'cancelled' || output === 'failed')
    next.push({ unit: OUTPUT_UNIT, needs: 0, mode: 'evaluate', reads: plan.output.fields });
  return {
    next: next.sort((a, b) => (a.unit < b.unit ? -1 : 1)),
    steps: steps.map(({ id }) => id),
  };
}

function isCutOff(step: PlanStep, { units }: EndedRun): boolean {
  switch (units.get(step.id)?.status) {
    case 'cancelled':
      return true;
    case 'failed':
    case 'timed_out':
      return step.onFailure === 'fail';
    default:
      return false;
  }
}
