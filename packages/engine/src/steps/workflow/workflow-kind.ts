import type { Attempt, Decision, DecisionContext, Outcome, Parked } from '../../decide/decision.ts';
import { decideFailure } from '../../decide/end-step.ts';
import type { Plan } from '../../plan.ts';
import { retryCall } from '../calling/retry-call.ts';
import { endIteration } from '../repeat/end-iteration.ts';
import { namesWithin, readRepeat, readsOfIterations } from '../repeat/read-repeat.ts';
import type { StepKind } from '../step-kind.ts';
import { explainChild } from './explain-child.ts';
import { CHILD_FIELDS, readChild, withRound } from './read-child.ts';
import { startChild } from './start-child.ts';
import { decideChildWake } from './wake-child.ts';
import type { WorkflowStep } from './workflow-step.ts';

export const WORKFLOW: StepKind<WorkflowStep> = {
  title: 'a workflow step',
  field: 'workflow',
  modifier: undefined,
  fields: [...CHILD_FIELDS, 'repeat'],

  read(source, head, violations) {
    const child = readChild(source, namesWithin(source), violations);
    const repeat = readRepeat(source, violations);
    if (child === undefined) return undefined;
    const reads = withRound(readsOfIterations(head, child.with, repeat));
    return Object.freeze({
      kind: 'workflow',
      opens: 'evaluate',
      reads,
      ...head,
      ...child,
      ...(repeat && { repeat }),
    });
  },

  findWarnings: () => [],

  decideHeld(plan, step, attempt, context) {
    const started = startChild(step, step.id, attempt, context);
    if (started.ok) return started.decision;
    const { code, message } = started;
    return decideFailure(plan, step, attempt, { code, message }, context);
  },

  decideOutcome,

  decideWake: (plan, step, parked: Parked, context) =>
    decideChildWake(step, parked, (outcome) =>
      decideOutcome(plan, step, { attempt: parked.attempt ?? 1 }, outcome, context),
    ),

  explain: (_step, own, run) => explainChild(own, run),
};

function decideOutcome(
  plan: Plan,
  step: WorkflowStep,
  { attempt }: Attempt,
  outcome: Outcome,
  context: DecisionContext,
): Decision {
  if (outcome.status === 'completed') return endIteration(plan, step, attempt, outcome.output, context);
  const retry = retryCall(step, undefined, attempt, outcome, context);
  if (retry !== undefined) return { change: retry, next: [], end: undefined };
  return decideFailure(plan, step, attempt, outcome.failure, context);
}
