import type { Failure } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import type { Plan } from '../plan.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import type { Decision, DecisionContext } from './decision.ts';
import { failRun } from './fail-run.ts';
import { openDependants } from './openings.ts';
import { type FieldValues, withValues } from './scope.ts';

/** Completes or skips a step, and opens its dependants. */
export function endStep(
  plan: Plan,
  step: PlanStep,
  to: 'completed' | 'skipped',
  output: string,
  context: DecisionContext,
): Decision {
  const values = withOutcome(context.values, step, to, `o:${step.id}`, output);
  return {
    change: { to, output },
    next: openDependants(plan, step, { ...context, values }),
    end: undefined,
  };
}

/** Gives up a step: the run fails with it, or goes on without its output. */
export function decideFailure(
  plan: Plan,
  step: PlanStep,
  attempt: number,
  failure: Failure,
  context: DecisionContext,
): Decision {
  const { iteration } = context;
  const located = { ...failure, step: step.id, ...(iteration !== undefined && { iteration }), attempt };
  const error = JSON.stringify(located);
  const to = statusOfFailure(failure);
  if (step.onFailure === 'fail') return { change: { to, error }, next: [], end: failRun(located) };
  const values = withOutcome(context.values, step, to, `e:${step.id}`, error);
  return { change: { to, error }, next: openDependants(plan, step, { ...context, values }), end: undefined };
}

const TIMED_OUT: ReadonlySet<string> = new Set(['STEP_TIMED_OUT', 'SIGNAL_TIMED_OUT', 'APPROVAL_TIMED_OUT']);

/** The status of a step or an item that ends with this failure. */
export const statusOfFailure = ({ code }: Failure): 'timed_out' | 'failed' =>
  TIMED_OUT.has(code) ? 'timed_out' : 'failed';

/** The loaded fields, and those that this commit writes. */
export function withOutcome(
  values: FieldValues,
  step: PlanStep,
  status: string,
  field: RunField,
  text: string,
): FieldValues {
  const written = new Map<RunField, string>([
    [field, text],
    [`s:${step.id}`, status],
  ]);
  return withValues(values, written);
}
