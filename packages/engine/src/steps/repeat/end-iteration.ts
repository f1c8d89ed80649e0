import { LIMITS } from '@ag06/contracts';
import { isLargeText, type RunField } from '@ag06/protocol';
import type { Decision, DecisionContext } from '../../decide/decision.ts';
import { decideFailure, endStep } from '../../decide/end-step.ts';
import { toScope, withValues } from '../../decide/scope.ts';
import type { Plan } from '../../plan.ts';
import type { AgentStep } from '../agent/agent-step.ts';
import type { WorkflowStep } from '../workflow/workflow-step.ts';

/**
 * Decides about the output of a step that may repeat: it is done, goes on with its next iteration, or fails because there
 * may be no further one. Whoever decides about the output reads `until`.
 */
export function endIteration(
  plan: Plan,
  step: AgentStep | WorkflowStep,
  attempt: number,
  output: string,
  context: DecisionContext,
): Decision {
  const { id, repeat } = step;
  if (repeat === undefined) return endStep(plan, step, 'completed', output, context);
  const { iteration = 0, values, run } = context;
  const { until, max } = repeat;
  if (isLargeText(output) || output.length > LIMITS.readBytes) {
    const message = `The output of step ${id} has more than ${LIMITS.readBytes} bytes, which \`until\` may read. Return less.`;
    return decideFailure(plan, step, attempt, { code: 'OUTPUT_TOO_LARGE', message }, context);
  }
  const scope = toScope(until.fields, values, run, attempt);
  const isDone = until.evaluate({
    ...scope,
    iteration: { number: iteration, output: JSON.parse(output) },
  });
  if (!isDone.ok) {
    const message = `steps.${id}.repeat.until: ${isDone.message}`;
    return decideFailure(plan, step, attempt, { code: isDone.code, message }, context);
  }
  if (isDone.value === true) return endStep(plan, step, 'completed', output, context);
  if (iteration + 1 >= max) return exhaust(plan, step, attempt, output, context);
  const mode = step.opens === 'execute' ? 'claim' : 'evaluate';
  return {
    change: { to: 'iterated', output, opening: { mode, reads: step.reads } },
    next: [],
    end: undefined,
  };
}

/** Where the run goes on, it reads the last output. */
function exhaust(
  plan: Plan,
  step: AgentStep | WorkflowStep,
  attempt: number,
  output: string,
  context: DecisionContext,
): Decision {
  const message = `steps.${step.id}.repeat: \`until\` was not true after ${step.repeat?.max} iterations, its \`max\`.`;
  const values = withValues(context.values, new Map<RunField, string>([[`o:${step.id}`, output]]));
  const failure = { code: 'REPEAT_EXHAUSTED', message };
  const decision = decideFailure(plan, step, attempt, failure, { ...context, values });
  const { change } = decision;
  return change.to === 'failed' ? { ...decision, change: { ...change, output } } : decision;
}
