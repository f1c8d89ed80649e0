import type { Failure } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import type { Plan, PlanStep } from '../plan.ts';
import { nextRetryDelayMs } from '../retry-delay.ts';
import type { Decision, DecisionContext, Outcome } from './decision.ts';
import { failRun, openDependants } from './openings.ts';
import { type FieldValues, withValues } from './scope.ts';

/** What the outcome of one attempt leads to: the dependants' turn, another attempt, or the run's end. */
export function decideOutcome(
  plan: Plan,
  step: PlanStep,
  attempt: number,
  outcome: Outcome,
  context: DecisionContext,
): Decision {
  if (outcome.status === 'completed') {
    const values = addOutcome(context, step, 'completed', `o:${step.id}`, outcome.output);
    return {
      change: { to: 'completed', output: outcome.output },
      next: openDependants(plan, step, { ...context, values }),
      end: undefined,
    };
  }
  if (outcome.isRetryable && attempt < step.retry.maxAttempts) {
    const delayMs = outcome.retryAfterMs ?? nextRetryDelayMs(step.retry, attempt, context.random());
    const error = JSON.stringify(locate(outcome.failure, step, attempt));
    return { change: { to: 'retrying', error, delayMs: Math.ceil(delayMs) }, next: [], end: undefined };
  }
  return decideFailure(plan, step, attempt, outcome.failure, context);
}

/** A step that is given up: the run ends with it, or goes on without its output. */
export function decideFailure(
  plan: Plan,
  step: PlanStep,
  attempt: number,
  failure: Failure,
  context: DecisionContext,
): Decision {
  const located = locate(failure, step, attempt);
  const error = JSON.stringify(located);
  const to = failure.code === 'STEP_TIMED_OUT' ? 'timed_out' : 'failed';
  if (step.onFailure === 'fail') return { change: { to, error }, next: [], end: failRun(located) };
  const values = addOutcome(context, step, to, `e:${step.id}`, error);
  return { change: { to, error }, next: openDependants(plan, step, { ...context, values }), end: undefined };
}

const locate = (failure: Failure, step: PlanStep, attempt: number): Failure => ({
  ...failure,
  step: step.id,
  attempt,
});

/** The fields at hand, together with those that this very commit writes. */
export function addOutcome(
  context: DecisionContext,
  step: PlanStep,
  status: string,
  field: RunField,
  text: string,
): FieldValues {
  const written = new Map<RunField, string>([
    [field, text],
    [`s:${step.id}`, status],
  ]);
  return withValues(context.values, written);
}
