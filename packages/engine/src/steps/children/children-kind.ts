import { lanesOf } from '@ag06/protocol';
import type { Attempt, Decision, DecisionContext, Outcome } from '../../decide/decision.ts';
import type { Plan } from '../../plan.ts';
import { completeItems } from '../for-each/complete-items.ts';
import { expandInto } from '../for-each/expand-list.ts';
import { readForEach } from '../for-each/read-for-each.ts';
import { settleItem } from '../for-each/settle-item.ts';
import type { StepKind } from '../step-kind.ts';
import { readsOf } from '../step-source.ts';
import { explainChild } from '../workflow/explain-child.ts';
import { CHILD_FIELDS, readChild } from '../workflow/read-child.ts';
import { startChild } from '../workflow/start-child.ts';
import { decideChildWake } from '../workflow/wake-child.ts';
import type { ChildrenStep } from './children-step.ts';

export const CHILDREN: StepKind<ChildrenStep> = {
  title: 'a workflow step with forEach',
  field: 'workflow',
  modifier: 'forEach',
  fields: [...CHILD_FIELDS, 'concurrency'],

  read(source, head, violations) {
    const { list, concurrency } = readForEach(source, violations);
    const child = readChild(source, { ...source.names, hasItem: true }, violations);
    if (child === undefined) return undefined;
    const reads = readsOf(head.when, list);
    return Object.freeze({
      kind: 'children',
      opens: 'evaluate',
      reads,
      ...head,
      ...child,
      list,
      concurrency,
    });
  },

  findWarnings: () => [],

  decideHeld(plan, step, attempt, context) {
    return expandInto('evaluate', plan, step, attempt, context);
  },

  decideItem(plan, step, { unit, attempt, item }, context) {
    const started = startChild(step, unit, attempt, context, item);
    if (started.ok) return started.decision;
    const { code, message } = started;
    const outcome = { status: 'failed', failure: { code, message }, isRetryable: false } as const;
    return decideOutcome(plan, step, { attempt, item }, outcome, context);
  },

  decideItems: completeItems,
  decideOutcome,

  decideWake: (plan, step, parked, context) =>
    decideChildWake(step, parked, (outcome) => {
      const { attempt = 1, item: index = 0 } = parked;
      return decideOutcome(plan, step, { attempt, item: { index } }, outcome, context);
    }),

  explain(step, own, run) {
    if (own.status !== 'running') return explainChild(own, run);
    return [...lanesOf(run, step.id)].flatMap(([, lane]) => explainChild(lane, run));
  },
};

function decideOutcome(
  _plan: Plan,
  step: ChildrenStep,
  { attempt, item }: Attempt,
  outcome: Outcome,
  context: DecisionContext,
): Decision {
  if (item === undefined)
    throw new Error(`The step ${step.id} runs its workflow item by item, and none is named.`);
  return settleItem(step, item.index, attempt, outcome, context, 'evaluate');
}
