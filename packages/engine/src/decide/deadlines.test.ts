import type { Json } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import { compile } from '../compile/compile.ts';
import { planOf } from '../testing/plan-of.ts';
import { decideDeadline, findDeadlines } from './deadlines.ts';

const planWith = (step: { readonly [key: string]: Json }) =>
  planOf({
    name: 'p',
    steps: { a: { agent: 'x.a', ...step }, b: { agent: 'x.b', needs: ['a'] } },
  });
const CONTEXT = { run: { id: 'r', correlationId: 'c' }, values: new Map(), random: () => 0.5 };

describe('deadlines of steps', () => {
  test('are found for the openings of steps with deadlines', () => {
    const plan = planWith({ startWithin: '10s', within: 60_000 });
    expect(findDeadlines(plan, [{ unit: 'a' }, { unit: 'b' }, { unit: '$' }])).toEqual([
      { unit: 'a', kind: 'unstarted', afterMs: 10_000 },
      { unit: 'a', kind: 'overdue', afterMs: 60_000 },
    ]);
    expect(planWith({}).hasDeadlines).toBe(false);
  });

  test.each([
    ['unstarted', 'STEP_NOT_STARTED'],
    ['overdue', 'STEP_OVERDUE'],
  ] as const)('end the run if the step is %s', (kind, code) => {
    const decision = decideDeadline(planWith({ within: 5 }), { unit: 'a', kind, afterMs: 5 }, 2, CONTEXT);
    expect(decision).toMatchObject({ change: { to: 'failed' }, next: [], end: { status: 'failed' } });
    const error = decision.change.to === 'failed' ? JSON.parse(decision.change.error) : undefined;
    expect(error).toMatchObject({ code, step: 'a', attempt: 2 });
  });

  test('fail a step without another attempt, and let the run go on if the step may fail', () => {
    const plan = planWith({ within: 5, onFailure: 'continue', retry: { maxAttempts: 9 } });
    const decision = decideDeadline(plan, { unit: 'a', kind: 'overdue', afterMs: 5 }, 1, CONTEXT);
    expect(decision).toMatchObject({ change: { to: 'failed' }, next: [{ unit: 'b' }], end: undefined });
  });

  test('are durations of at least a millisecond, also of a step that goes over a list', () => {
    const judge = (step: { readonly [key: string]: Json }) =>
      compile({ name: 'p', steps: { a: { agent: 'x', ...step } } });
    expect(judge({ within: 'soon', startWithin: 0 })).toMatchObject({
      errors: [{ path: 'steps.a.startWithin' }, { path: 'steps.a.within' }],
    });
    expect(judge({ forEach: [1], within: '1m' })).toMatchObject({ ok: true });
    expect(judge({ forEach: [1], within: '1m', onFailure: 'continue' })).toMatchObject({
      ok: true,
    });
  });
});
