import { type ApprovalOutput, LIMITS, toRfc3339 } from '@ag06/contracts';
import { type ApprovalCard, parseAnswerBody, parseSignalText } from '@ag06/protocol';
import type { Decision, DecisionContext } from '../../decide/decision.ts';
import { decideFailure, endStep } from '../../decide/end-step.ts';
import { evaluateTemplate } from '../../decide/scope.ts';
import { shorten } from '../../describe-value.ts';
import type { Plan } from '../../plan.ts';
import type { StepKind } from '../step-kind.ts';
import { readsOf } from '../step-source.ts';
import { explainParked, untilOf } from '../waiting.ts';
import type { ApproveStep } from './approve-step.ts';
import { readApprove, toCard } from './read-approve.ts';

/** A signal step that asks a person: it is listed while it waits, and its output says who chose what, and when. */
export const APPROVE: StepKind<ApproveStep> = {
  title: 'an approval step',
  field: 'approve',
  modifier: undefined,
  fields: ['timeout'],

  read(source, head, violations) {
    const approve = readApprove(source, violations);
    if (approve === undefined) return undefined;
    const reads = [...readsOf(head.when, approve.ask.template), `g:${head.id}` as const];
    return Object.freeze({ kind: 'approve', reads, ...head, ...approve });
  },

  findWarnings: () => [],
  decideHeld,

  /** Only its time-out wakes it; an answer holds it. */
  decideWake(plan, step, _parked, context) {
    const message = `Nobody answered ${step.signal} in time.`;
    return decideFailure(plan, step, 1, { code: 'APPROVAL_TIMED_OUT', message }, context);
  },

  explain: ({ signal, choices }, own, run) =>
    explainParked(own, run, () => ({ reason: 'approval', signal, choices: [...choices], ...untilOf(own) })),
};

/** With an answer in hand it is over; without one it asks, and waits. */
function decideHeld(plan: Plan, step: ApproveStep, attempt: number, context: DecisionContext): Decision {
  const { id, park, reads } = step;
  const inHand = context.values.get(`g:${id}`);
  if (inHand !== undefined) return endStep(plan, step, 'completed', toOutput(inHand), context);
  const card = toCard(ask(step, attempt, context));
  return {
    change: { to: 'open', opening: { mode: 'park', park: { ...park, card }, reads }, lost: false },
    next: [],
    end: undefined,
  };
}

/** A text that cannot be evaluated is shown as it is written: nobody is left unasked because of it. */
function ask(
  { ask: { written, template }, choices }: ApproveStep,
  attempt: number,
  context: DecisionContext,
) {
  const result = evaluateTemplate(template, context.values, context.run, attempt);
  if (!result.ok) {
    const askError = shorten(result.message, LIMITS.askErrorLength);
    return { ask: written, choices, askError } satisfies ApprovalCard;
  }
  const text = typeof result.value === 'string' ? result.value : JSON.stringify(result.value);
  return { ask: cut(text), choices } satisfies ApprovalCard;
}

/** Never between the halves of a surrogate pair. */
function cut(text: string): string {
  if (text.length <= LIMITS.askLength) return text;
  return `${text.slice(0, LIMITS.askLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function toOutput(inHand: string): string {
  const { body, at } = parseSignalText(inHand);
  const output: ApprovalOutput = {
    ...parseAnswerBody(body),
    ...(at !== undefined && { at: toRfc3339(at) }),
  };
  return JSON.stringify(output);
}
