import type { Attempt, Decision, DecisionContext, Outcome } from '../../decide/decision.ts';
import { decideFailure } from '../../decide/end-step.ts';
import type { Plan } from '../../plan.ts';
import { explainCall } from '../calling/explain-call.ts';
import { findCallWarnings } from '../calling/find-call-warnings.ts';
import { CALL_FIELDS, readCall } from '../calling/read-call.ts';
import { retryCall } from '../calling/retry-call.ts';
import { wakeCall } from '../calling/wake-call.ts';
import { endIteration } from '../repeat/end-iteration.ts';
import { namesWithin, readRepeat, readsOfIterations } from '../repeat/read-repeat.ts';
import type { StepKind } from '../step-kind.ts';
import type { AgentStep } from './agent-step.ts';

export const AGENT: StepKind<AgentStep> = {
  title: 'an agent step',
  field: 'agent',
  modifier: undefined,
  fields: [...CALL_FIELDS, 'repeat'],

  read(source, head, violations) {
    const call = readCall(source, namesWithin(source), violations);
    const repeat = readRepeat(source, violations);
    if (call === undefined) return undefined;
    return Object.freeze({
      kind: 'agent',
      opens: 'execute',
      reads: readsOfIterations(head, call.with, repeat),
      ...head,
      ...call,
      ...(repeat && { repeat }),
    });
  },

  findWarnings: findCallWarnings,

  decideHeld(_plan, { reads }) {
    return {
      change: { to: 'open', opening: { mode: 'claim', reads }, lost: false },
      next: [],
      end: undefined,
    };
  },

  decideOutcome,
  decideWake: wakeCall,
  explain: (step, own, run) => explainCall(step.agent, step.id, own, run),
};

function decideOutcome(
  plan: Plan,
  step: AgentStep,
  { attempt }: Attempt,
  outcome: Outcome,
  context: DecisionContext,
): Decision {
  if (outcome.status === 'completed') return endIteration(plan, step, attempt, outcome.output, context);
  const retry = retryCall(step, undefined, attempt, outcome, context);
  if (retry !== undefined) return { change: retry, next: [], end: undefined };
  return decideFailure(plan, step, attempt, outcome.failure, context);
}
