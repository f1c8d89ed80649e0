import type { RunField } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import { renderInput } from '../steps/calling/render-input.ts';
import { callOf, planOf } from '../testing/plan-of.ts';
import { decideEvaluation } from './decide-evaluation.ts';
import { decideOutcome } from './decide-outcome.ts';
import type { DecisionContext, Outcome } from './decision.ts';
import { openRoots, stepOf } from './openings.ts';

const PLAN = planOf({
  name: 'p',
  steps: {
    a: { agent: 'x.a', with: '${input.n}', retry: { maxAttempts: 2, initialDelay: 100, jitter: 'none' } },
    b: { agent: 'x.b', needs: ['a'], with: '${steps.a.output}' },
    c: { agent: 'x.c', needs: ['a'], when: '${input.go}', with: { from: '${steps.a.output.v}' } },
    d: { agent: 'x.d', needs: ['b', 'c'], onFailure: 'continue' },
  },
  output: '${steps.d.output}',
});

const context = (values: Partial<Record<RunField, string>> = {}): DecisionContext => ({
  run: { id: 'r', correlationId: 'c' },
  values: new Map(Object.entries(values) as [RunField, string][]),
  random: () => 0.5,
});
const done: Outcome = { status: 'completed', output: '{"v":1}' };
const failed = (isRetryable: boolean, code = 'AGENT_FAILED'): Outcome => ({
  status: 'failed',
  failure: { code, message: 'no' },
  isRetryable,
});
const decide = (step: string, attempt: number, outcome: Outcome, given = context()) =>
  decideOutcome(PLAN, stepOf(PLAN, step), { attempt }, outcome, given);

it('openRoots schedules the steps without dependencies', () => {
  expect(openRoots(PLAN)).toEqual([{ unit: 'a', needs: 0, mode: 'schedule', reads: ['in'] }]);
});

describe('the outcome of a step', () => {
  it('opens the steps that need it: to be claimed, or evaluated with a condition', () => {
    const { change, next, end } = decide('a', 1, done);
    expect(change).toEqual({ to: 'completed', output: '{"v":1}' });
    expect(next).toMatchObject([
      { unit: 'b', needs: 1, mode: 'claim', reads: ['o:a'] },
      { unit: 'c', needs: 1, mode: 'evaluate' },
    ]);
    expect(end).toBeUndefined();
  });

  it('is a retry while attempts are left, later each time', () => {
    const { change, next } = decide('a', 1, failed(true));
    expect(change).toMatchObject({ to: 'retrying', delayMs: 100 });
    expect(next).toEqual([]);
  });

  it('is a retry after the delay that a service asked for', () => {
    const outcome = { ...failed(true), retryAfterMs: 7_000 } as Outcome;
    expect(decide('a', 1, outcome).change).toMatchObject({ delayMs: 7_000 });
  });

  it.each([
    ['with its last attempt', 2, failed(true), 'failed'],
    ['that no retry mends', 1, failed(false), 'failed'],
    ['by time, with its last attempt', 2, failed(true, 'STEP_TIMED_OUT'), 'timed_out'],
  ])('ends the run when it fails %s', (_, attempt, outcome, to) => {
    const { change, end } = decide('a', attempt, outcome);
    expect(change.to).toBe(to);
    expect(end?.status).toBe('failed');
    if (end?.status === 'failed') expect(JSON.parse(end.error)).toMatchObject({ step: 'a', attempt });
  });

  it('lets the run go on, and here end, if the step may fail', () => {
    const { change, next, end } = decide('d', 3, failed(false));
    expect(change.to).toBe('failed');
    expect(end).toBeUndefined();
    expect(next).toMatchObject([{ unit: '$', mode: 'evaluate', reads: ['o:d'] }]);
  });

  it('ends the run in the same commit if it is the only leaf and the output was loaded', () => {
    expect(decide('d', 1, done).next).toMatchObject([
      { unit: '$', needs: 1, mode: 'end', end: { status: 'completed', output: '{"v":1}' } },
    ]);
  });
});

describe('a condition', () => {
  const evaluate = (input: string) =>
    decideEvaluation(PLAN, 'c', 1, context({ in: input, 'o:a': '{"v":1}' }));
  it('opens its step if it is true', () => {
    expect(evaluate('{"go":true}').change).toMatchObject({ to: 'open', opening: { mode: 'claim' } });
  });
  it('skips its step if it is false, and satisfies the dependants', () => {
    const { change, next } = evaluate('{"go":false}');
    expect(change).toEqual({ to: 'skipped', output: 'null' });
    expect(next).toMatchObject([{ unit: 'd', needs: 2 }]);
  });
  it('fails its step without a retry if it is no boolean', () => {
    expect(evaluate('{"go":1}')).toMatchObject({ change: { to: 'failed' }, end: { status: 'failed' } });
  });
});

it('decideEvaluation ends a run with several leaves once all have their outcome', () => {
  const plan = planOf({ name: 'q', steps: { a: { agent: 'x' }, b: { agent: 'x' } } });
  const { change, end } = decideEvaluation(plan, '$', 1, context({ 'o:a': '1', 'o:b': '[2]' }));
  expect(change).toEqual({ to: 'ended' });
  expect(end).toEqual({ status: 'completed', output: '{"a":1,"b":[2]}' });
});

it('renderInput evaluates the `with` of a step', () => {
  const run = { id: 'r', correlationId: 'c' };
  const values = new Map<RunField, string>([['o:a', '{"v":7}']]);
  expect(renderInput(callOf(PLAN, 'c'), values, run, { attempt: 1 })).toEqual({
    ok: true,
    value: { from: 7 },
  });
});
