import { type Json, LIMITS } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import { decideEvaluation } from '../../decide/decide-evaluation.ts';
import { decideOutcome } from '../../decide/decide-outcome.ts';
import type { CollectedItems, DecisionContext, Outcome } from '../../decide/decision.ts';
import { stepOf } from '../../decide/openings.ts';
import type { Plan } from '../../plan.ts';
import { callOf, planOf } from '../../testing/plan-of.ts';
import { renderInput } from '../calling/render-input.ts';

const planWith = (each: { readonly [key: string]: Json }): Plan =>
  planOf({
    name: 'p',
    steps: {
      each: { agent: 'x.each', forEach: '${input.list}', ...each },
      after: { agent: 'x.after', needs: ['each'], with: '${steps.each.output}' },
    },
    output: '${steps.after.output}',
  });
const STRICT = planWith({ concurrency: 3, retry: { maxAttempts: 2, initialDelay: 100, jitter: 'none' } });
const LENIENT = planWith({ onFailure: 'continue', retry: { maxAttempts: 1 } });

const context = (values: Partial<Record<RunField, string>> = {}): DecisionContext => ({
  run: { id: 'r', correlationId: 'c' },
  values: new Map(Object.entries(values) as [RunField, string][]),
  random: () => 0.5,
});
const listOf = (list: Json) => ({ in: JSON.stringify({ list }) });
const failed = (isRetryable: boolean, code = 'AGENT_FAILED'): Outcome => ({
  status: 'failed',
  failure: { code, message: 'no' },
  isRetryable,
});
const errorOf = (text: string | undefined): unknown => JSON.parse(text ?? 'null');

describe('the list of a forEach step', () => {
  const expand = (list: Json, plan = STRICT) => decideEvaluation(plan, 'each', 1, context(listOf(list)));
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

  it('becomes as many lanes as may run at a time, but no more than items', () => {
    expect(expand(numbers(7)).change).toMatchObject({ to: 'expanded', lanes: 3, first: 'claim' });
    expect(expand(['only']).change).toMatchObject({ lanes: 1, list: { total: 1, chunks: ['"only"'] } });
  });

  it('is stored in chunks of 16 items, one per line', () => {
    const { change } = expand(['a\nb', ...numbers(16)]);
    const chunks = change.to === 'expanded' ? change.list.chunks : [];
    expect(chunks.map((chunk) => chunk.split('\n').length)).toEqual([16, 1]);
    expect(chunks.flatMap((chunk) => chunk.split('\n')).map((item) => JSON.parse(item) as Json)).toEqual([
      'a\nb',
      ...numbers(16),
    ]);
  });

  it('completes its step at once if it is empty, and opens what needs it', () => {
    const { change, next, end } = expand([]);
    expect({ change, end }).toEqual({ change: { to: 'completed', output: '[]' }, end: undefined });
    expect(next).toMatchObject([{ unit: 'after', needs: 1 }]);
  });

  it('may have the most items allowed, and not one more', () => {
    expect(expand(numbers(LIMITS.items)).change).toMatchObject({ to: 'expanded', list: { total: 100_000 } });
    const { change, end } = expand(numbers(LIMITS.items + 1));
    expect(change.to === 'failed' && errorOf(change.error)).toMatchObject({
      code: 'ITEMS_TOO_MANY',
      message: expect.stringContaining('100001 items, more than 100000. Split the list'),
      step: 'each',
      attempt: 1,
    });
    expect(end?.status).toBe('failed');
  });

  it.each<[string, Json, string]>([
    ['a number', 7, 'it gave 7.'],
    ['a map', { a: 1 }, 'it gave {"a":1}.'],
    ['nothing', null, 'it gave null.'],
    ['a long text', 'x'.repeat(500), `it gave "${'x'.repeat(59)}.`],
  ])('that is %s fails its step, and is not tried again', (_, value, message) => {
    const { change, end } = expand(value);
    expect(change.to === 'failed' && errorOf(change.error)).toMatchObject({
      code: 'EXPRESSION_FAILED',
      message: expect.stringContaining(message),
    });
    expect(end?.status).toBe('failed');
  });

  it('fails its step with the reason if it cannot be evaluated', () => {
    const plan = planWith({ forEach: '${input.list / 0}' });
    const { change } = expand(1, plan);
    expect(change.to === 'failed' && errorOf(change.error)).toMatchObject({
      message: expect.stringContaining('The list `forEach`: '),
    });
  });

  it('fails its step if it has too many characters', () => {
    const { change } = expand(['x'.repeat(LIMITS.itemListBytes)]);
    expect(change.to === 'failed' && errorOf(change.error)).toMatchObject({ code: 'ITEMS_TOO_LARGE' });
  });

  it('opens the dependants if it fails in a step that may fail', () => {
    const { change, next, end } = expand(7, LENIENT);
    expect([change.to, next[0]?.unit, end]).toEqual(['failed', 'after', undefined]);
  });
});

describe('the outcome of an item of a forEach step', () => {
  const decide = (outcome: Outcome, attempt = 1, plan = STRICT) =>
    decideOutcome(plan, stepOf(plan, 'each'), { attempt, item: { index: 4 } }, outcome, context());
  const done: Outcome = { status: 'completed', output: '{"v":1}' };

  it('lets its lane take the next item at once', () => {
    expect(decide(done)).toEqual({
      change: { to: 'settled', status: 'completed', result: '{"v":1}', goesOn: 'claim' },
      next: [],
      end: undefined,
    });
  });

  it('is a retry while attempts are left, and names its item', () => {
    const { change, end } = decide(failed(true));
    expect(change).toMatchObject({ to: 'retrying', delayMs: 100 });
    expect(change.to === 'retrying' && errorOf(change.error)).toMatchObject({
      code: 'AGENT_FAILED',
      step: 'each',
      item: 4,
      attempt: 1,
    });
    expect(end).toBeUndefined();
  });

  it('is a retry after the delay that a service asked for', () => {
    const outcome = { ...failed(true), retryAfterMs: 7_000.5 } as Outcome;
    expect(decide(outcome).change).toMatchObject({ to: 'retrying', delayMs: 7_001 });
  });

  it.each([
    ['with its last attempt', 2, failed(true), 'failed'],
    ['that no retry mends', 1, failed(false), 'failed'],
    ['by time, with its last attempt', 2, failed(true, 'STEP_TIMED_OUT'), 'timed_out'],
  ])('ends the run when it fails %s, and lets its lane go no further here', (_, attempt, outcome, status) => {
    const { change, end } = decide(outcome, attempt);
    expect(change).toMatchObject({ to: 'settled', status, goesOn: 'schedule' });
    expect(end?.status).toBe('failed');
    expect(end?.status === 'failed' && errorOf(end.error)).toMatchObject({ step: 'each', item: 4, attempt });
  });

  it('lets its lane go on if the step may fail', () => {
    const { change, end } = decide(failed(true), 1, LENIENT);
    expect(change).toMatchObject({ to: 'settled', status: 'failed', goesOn: 'claim' });
    expect(end).toBeUndefined();
  });
});

describe('the collection of a forEach step', () => {
  const collect = (items: CollectedItems, plan = STRICT) =>
    decideEvaluation(plan, 'each', 1, context({ 'i:each': '3|3|0|0' }), items);

  it('completes the step with the outputs, and opens the dependants', () => {
    const { change, next, end } = collect({ status: 'collected', output: '[1,2,3]', failed: 0, errors: [] });
    expect(change).toEqual({ to: 'collected', output: '[1,2,3]', error: undefined });
    expect(next).toMatchObject([{ unit: 'after', needs: 1, mode: 'claim', reads: ['o:each'] }]);
    expect(end).toBeUndefined();
  });

  it.each([
    [1, '1 item failed;'],
    [2, '2 items failed;'],
  ])('tells of the %d items that were gone on after', (count, message) => {
    const errors = [{ code: 'AGENT_FAILED', message: 'no', item: 0 }];
    const { change } = collect({ status: 'collected', output: '[null]', failed: count, errors }, LENIENT);
    expect(change.to === 'collected' && errorOf(change.error)).toEqual({
      code: 'ITEMS_FAILED',
      message: expect.stringContaining(message),
      step: 'each',
      failed: count,
      errors,
    });
  });

  it('can be read by the output of the run, with its errors', () => {
    const plan = planOf({
      name: 'q',
      steps: { each: { agent: 'x', forEach: [1], onFailure: 'continue' } },
      output: '${steps.each.error.code + string(size(steps.each.output))}',
    });
    const items: CollectedItems = { status: 'collected', output: '[null]', failed: 1, errors: [] };
    expect(collect(items, plan).next).toMatchObject([
      { unit: '$', mode: 'end', end: { status: 'completed', output: '"ITEMS_FAILED1"' } },
    ]);
  });

  it('fails the step with a remedy if the outputs are too large', () => {
    const { change, end } = collect({ status: 'too-large' });
    expect(change.to === 'failed' && errorOf(change.error)).toMatchObject({
      code: 'OUTPUT_TOO_LARGE',
      message: expect.stringContaining('Let each item give less.'),
    });
    expect(end?.status).toBe('failed');
    expect(collect({ status: 'too-large' }, LENIENT)).toMatchObject({
      change: { to: 'failed' },
      next: [{ unit: 'after' }],
    });
  });
});

describe('the input of a call for an item', () => {
  const plan = planWith({ with: { of: '${input.name}', is: '${item.v}', at: '${index}' } });
  const run = { id: 'r', correlationId: 'c' };
  const values = new Map<RunField, string>([['in', '{"name":"n"}']]);
  const render = (value: string, step = callOf(plan, 'each')) =>
    renderInput(step, values, run, { attempt: 1, item: { index: 3, value } });

  it('is the `with` of the step, evaluated with the item and its number', () => {
    expect(render('{"v":[7]}')).toEqual({ ok: true, value: { of: 'n', is: [7], at: 3 } });
  });

  it('is null where the item has no such key', () => {
    expect(render('null')).toEqual({ ok: true, value: { of: 'n', is: null, at: 3 } });
  });

  it('fails for this item alone if the expression does not fit it', () => {
    const step = callOf(planWith({ with: '${item + 1}' }), 'each');
    expect(render('1', step)).toEqual({ ok: true, value: 2 });
    expect(render('"one"', step)).toMatchObject({ ok: false, code: 'EXPRESSION_FAILED' });
  });
});
