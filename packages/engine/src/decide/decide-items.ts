import { type Failure, ITEMS_PER_CHUNK, type Json, LIMITS } from '@ag06/contracts';
import type { GoesOn, ItemList } from '@ag06/protocol';
import { freezeCopy } from '../json-value.ts';
import type { Evaluation, Plan, PlanStep } from '../plan.ts';
import { nextRetryDelayMs } from '../retry-delay.ts';
import { utf8Length } from '../utf8-length.ts';
import { addOutcome, decideFailure } from './decide-outcome.ts';
import type { Decision, DecisionContext, Outcome } from './decision.ts';
import { failRun, openDependants } from './openings.ts';
import { readsOfItem, readsOfStep } from './reads.ts';
import { type FieldValues, type RunView, toScope } from './scope.ts';

/** What a lane holds: the number of its item, from 0, and its value as JSON text. */
export interface HeldItem {
  readonly index: number;
  readonly value: string;
}

/** What became of all items: the list of their outputs as JSON text, and the failures that were gone on after. */
export type CollectedItems =
  | {
      readonly status: 'collected';
      readonly output: string;
      readonly failed: number;
      readonly errors: readonly Failure[];
    }
  | { readonly status: 'too-large' };

/** The list of a held `forEach` step: it becomes lanes, or, if it is empty, is done. */
export function decideExpansion(
  plan: Plan,
  step: PlanStep,
  attempt: number,
  context: DecisionContext,
): Decision {
  const list = evaluateList(step, attempt, context);
  if ('code' in list) return decideFailure(plan, step, attempt, list, context);
  if (list.total === 0) {
    const values = addOutcome(context, step, 'completed', `o:${step.id}`, '[]');
    return {
      change: { to: 'completed', output: '[]' },
      next: openDependants(plan, step, { ...context, values }),
      end: undefined,
    };
  }
  const lanes = Math.min(step.forEach?.concurrency ?? 1, list.total);
  return {
    change: { to: 'expanded', list, lanes, first: 'claim', reads: readsOfItem(step) },
    next: [],
    end: undefined,
  };
}

function evaluateList(step: PlanStep, attempt: number, context: DecisionContext): ItemList | Failure {
  const scope = toScope(readsOfStep(step), context.values, context.run, attempt);
  const list = step.forEach?.list.evaluate(scope);
  if (list === undefined || !list.ok)
    return { code: list?.code ?? 'EXPRESSION_FAILED', message: `The list \`forEach\`: ${list?.message}` };
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

/** What the outcome of one attempt at an item leads to: the lane's next item, another attempt, or the run's end. */
export function decideItemOutcome(
  step: PlanStep,
  item: number,
  attempt: number,
  outcome: Outcome,
  context: Pick<DecisionContext, 'random'>,
): Decision {
  const settled = (status: 'completed' | 'failed' | 'timed_out', result: string, goesOn: GoesOn) =>
    ({ to: 'settled', status, result, goesOn }) as const;
  if (outcome.status === 'completed')
    return { change: settled('completed', outcome.output, 'claim'), next: [], end: undefined };
  const failure = { ...outcome.failure, step: step.id, item, attempt };
  const error = JSON.stringify(failure);
  if (outcome.isRetryable && attempt < step.retry.maxAttempts) {
    const delayMs = outcome.retryAfterMs ?? nextRetryDelayMs(step.retry, attempt, context.random());
    return { change: { to: 'retrying', error, delayMs: Math.ceil(delayMs) }, next: [], end: undefined };
  }
  const status = failure.code === 'STEP_TIMED_OUT' ? 'timed_out' : 'failed';
  if (step.onFailure === 'fail')
    return { change: settled(status, error, 'schedule'), next: [], end: failRun(failure) };
  return { change: settled(status, error, 'claim'), next: [], end: undefined };
}

/** What follows when all items have their outcome. */
export function decideCollection(
  plan: Plan,
  step: PlanStep,
  attempt: number,
  items: CollectedItems,
  context: DecisionContext,
): Decision {
  if (items.status === 'too-large') {
    const message = `The outputs of the items have more than ${LIMITS.itemListBytes} bytes. Let each item give less.`;
    return decideFailure(plan, step, attempt, { code: 'OUTPUT_TOO_LARGE', message }, context);
  }
  const { output } = items;
  const error = items.failed === 0 ? undefined : JSON.stringify(describeFailures(step, items));
  const outcome = addOutcome(context, step, 'completed', `o:${step.id}`, output);
  const values =
    error === undefined
      ? outcome
      : addOutcome({ ...context, values: outcome }, step, 'completed', `e:${step.id}`, error);
  return {
    change: { to: 'collected', output, error },
    next: openDependants(plan, step, { ...context, values }),
    end: undefined,
  };
}

function describeFailures(
  step: PlanStep,
  { failed, errors }: Extract<CollectedItems, { status: 'collected' }>,
) {
  const message = `${failed} item${failed === 1 ? '' : 's'} failed; the run went on, with null in their places.`;
  return { code: 'ITEMS_FAILED', message, step: step.id, failed, errors };
}

/** What a step's agent is given for one item: its `with`, evaluated. */
export function renderItemInput(
  step: PlanStep,
  values: FieldValues,
  run: RunView,
  attempt: number,
  item: HeldItem,
): Evaluation {
  const scope = toScope(readsOfItem(step), values, run, attempt, parseOnce);
  return step.with.evaluate({ ...scope, item: { value: JSON.parse(item.value) as Json, index: item.index } });
}

const PARSED_MAX = 32;
const parsed = new Map<string, Json>();

/** The items of a step read the same texts again and again: each is parsed once, and nobody can change what came of it. */
function parseOnce(text: string): Json {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const value = freezeCopy(JSON.parse(text) as Json);
  const oldest = parsed.keys().next();
  if (parsed.size >= PARSED_MAX && !oldest.done) parsed.delete(oldest.value);
  parsed.set(text, value);
  return value;
}
