import { lanesOf } from '@ag06/protocol';
import { explainCall } from '../calling/explain-call.ts';
import { findCallWarnings } from '../calling/find-call-warnings.ts';
import { CALL_FIELDS, readCall } from '../calling/read-call.ts';
import { wakeCall } from '../calling/wake-call.ts';
import type { StepKind } from '../step-kind.ts';
import { readsOf } from '../step-source.ts';
import { completeItems } from './complete-items.ts';
import { expandList } from './expand-list.ts';
import type { ForEachStep } from './for-each-step.ts';
import { readForEach } from './read-for-each.ts';
import { settleItem } from './settle-item.ts';

export const FOR_EACH: StepKind<ForEachStep> = {
  title: 'a forEach step',
  field: 'agent',
  modifier: 'forEach',
  fields: [...CALL_FIELDS, 'concurrency'],

  read(source, head, violations) {
    const { list, concurrency } = readForEach(source, violations);
    const call = readCall(source, { ...source.names, hasItem: true }, violations);
    if (call === undefined) return undefined;
    return Object.freeze({
      kind: 'forEach',
      opens: 'evaluate',
      reads: readsOf(head.when, list),
      ...head,
      ...call,
      list,
      concurrency,
    });
  },

  findWarnings: findCallWarnings,
  decideHeld: expandList,
  decideItems: completeItems,

  decideOutcome(_plan, step, { attempt, item }, outcome, context) {
    if (item === undefined)
      throw new Error(`The step ${step.id} is attempted item by item, and none is named.`);
    return settleItem(step, item.index, attempt, outcome, context);
  },

  decideWake: wakeCall,

  explain(step, own, run) {
    if (own.status !== 'running') return explainCall(step.agent, step.id, own, run);
    const lanes = [...lanesOf(run, step.id)];
    if (lanes.some(([, lane]) => lane.status === 'running')) return [];
    return lanes.flatMap(([unit, lane]) => explainCall(step.agent, unit, lane, run));
  },
};
