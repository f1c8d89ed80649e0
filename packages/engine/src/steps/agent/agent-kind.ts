import type { Attempt, Decision, DecisionContext, Outcome } from '../../decide/decision.ts';
import { decideFailure, endStep } from '../../decide/end-step.ts';
import type { Plan } from '../../plan.ts';
import { explainCall } from '../calling/explain-call.ts';
import { findCallWarnings } from '../calling/find-call-warnings.ts';
import { CALL_FIELDS, readCall } from '../calling/read-call.ts';
import { retryCall } from '../calling/retry-call.ts';
import { wakeCall } from '../calling/wake-call.ts';
import type { StepKind } from '../step-kind.ts';
import { readsOf } from '../step-source.ts';
import type { AgentStep } from './agent-step.ts';

export const AGENT: StepKind<AgentStep> = {
  title: 'an agent step',
  field: 'agent',
  modifier: undefined,
  fields: CALL_FIELDS,

  read(source, head, violations) {
    const call = readCall(source, source.names, violations);
    if (call === undefined) return undefined;
    return Object.freeze({
      kind: 'agent',
      opens: 'execute',
      reads: readsOf(head.when, call.with),
      ...head,
      ...call,
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
  if (outcome.status === 'completed') return endStep(plan, step, 'completed', outcome.output, context);
  const retry = retryCall(step, undefined, attempt, outcome, context);
  if (retry !== undefined) return { change: retry, next: [], end: undefined };
  return decideFailure(plan, step, attempt, outcome.failure, context);
}
