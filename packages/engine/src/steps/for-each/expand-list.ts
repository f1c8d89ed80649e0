import { type Failure, ITEMS_PER_CHUNK, type Json, LIMITS } from '@ag06/contracts';
import type { ItemList } from '@ag06/protocol';
import type { Decision, DecisionContext } from '../../decide/decision.ts';
import { decideFailure, endStep } from '../../decide/end-step.ts';
import { evaluateTemplate } from '../../decide/scope.ts';
import type { Plan } from '../../plan.ts';
import { utf8Length } from '../../utf8-length.ts';
import { type ListPlanStep, readsOfLanes } from './lanes-of.ts';

/** Turns the list of a held step into lanes that call an agent. A step with an empty list completes. */
export const expandList = (
  plan: Plan,
  step: ListPlanStep,
  attempt: number,
  context: DecisionContext,
): Decision => expandInto('claim', plan, step, attempt, context);

/** @param first how its lanes begin */
export function expandInto(
  first: 'claim' | 'evaluate',
  plan: Plan,
  step: ListPlanStep,
  attempt: number,
  context: DecisionContext,
): Decision {
  const list = evaluateList(step, attempt, context);
  if ('code' in list) return decideFailure(plan, step, attempt, list, context);
  if (list.total === 0) return endStep(plan, step, 'completed', '[]', context);
  const lanes = Math.min(step.concurrency, list.total);
  return {
    change: { to: 'expanded', list, lanes, first, reads: readsOfLanes(step) },
    next: [],
    end: undefined,
  };
}

export function evaluateList(
  step: ListPlanStep,
  attempt: number,
  { values, run }: DecisionContext,
): ItemList | Failure {
  const list = evaluateTemplate(step.list, values, run, attempt);
  if (!list.ok) return { code: list.code, message: `The list \`forEach\`: ${list.message}` };
  if (!Array.isArray(list.value)) {
    const message = `\`forEach\` must give a list; it gave ${JSON.stringify(list.value).slice(0, 60)}.`;
    return { code: 'EXPRESSION_FAILED', message };
  }
  const { length } = list.value;
  if (length > LIMITS.items) {
    const message = `\`forEach\` gives ${length} items, more than ${LIMITS.items}. Split the list over several runs.`;
    return { code: 'ITEMS_TOO_MANY', message };
  }
  const chunks = toChunks(list.value);
  const size = chunks.reduce((sum, chunk) => sum + utf8Length(chunk) + 1, 0);
  if (size <= LIMITS.itemListBytes) return { total: length, chunks };
  const message = `The items of \`forEach\` have ${size} bytes, more than ${LIMITS.itemListBytes}. Name less in each.`;
  return { code: 'ITEMS_TOO_LARGE', message };
}

function toChunks(items: readonly Json[]): string[] {
  const chunks: string[] = [];
  for (let from = 0; from < items.length; from += ITEMS_PER_CHUNK) {
    const texts = items.slice(from, from + ITEMS_PER_CHUNK).map((item) => JSON.stringify(item));
    chunks.push(texts.join('\n'));
  }
  return chunks;
}
