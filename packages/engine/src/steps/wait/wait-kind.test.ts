import { type Json, toRfc3339 } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../compile/compile.ts';
import { decideEvaluation } from '../../decide/decide-evaluation.ts';
import { decideWake } from '../../decide/decide-wake.ts';
import type { DecisionContext } from '../../decide/decision.ts';
import { openDependants, openRoots, stepOf } from '../../decide/openings.ts';
import { planOf } from '../../testing/plan-of.ts';
import { explainStep } from '../explain-step.ts';

const planWith = (wait: Json, more: { readonly [key: string]: Json } = {}) =>
  planOf({
    name: 'p',
    steps: {
      pause: { wait, ...more },
      after: { agent: 'x.after', needs: ['pause'], with: '${steps.pause.output.dueAt}' },
    },
  });

const context = (values: Partial<Record<RunField, string>> = {}): DecisionContext => ({
  run: { id: 'r', correlationId: 'c' },
  values: new Map(Object.entries(values) as [RunField, string][]),
  random: () => 0.5,
});

const evaluate = (until: Json, more = {}) =>
  decideEvaluation(planWith('${input.until}', more), 'pause', 1, context({ in: JSON.stringify({ until }) }));

describe('a wait step', () => {
  it.each<[Json, number]>([
    ['10m', 600_000],
    [250, 250],
    ['0s', 0],
  ])('that waits for %j is parked in the commit that opens it', (wait, afterMs) => {
    const park = { reason: 'timer', until: { afterMs } };
    expect(openRoots(planWith(wait))).toEqual([{ unit: 'pause', needs: 0, mode: 'park', park, reads: [] }]);
  });

  it('is evaluated first if it has a condition, and then parked', () => {
    const plan = planWith('1s', { when: '${input.x}' });
    expect(openRoots(plan)).toMatchObject([{ unit: 'pause', mode: 'evaluate' }]);
    const park = { reason: 'timer', until: { afterMs: 1_000 } };
    expect(decideEvaluation(plan, 'pause', 1, context({ in: '{"x":true}' })).change).toEqual({
      to: 'open',
      opening: { mode: 'park', park, reads: ['in'] },
      lost: false,
    });
    expect(decideEvaluation(plan, 'pause', 1, context({ in: '{"x":false}' })).change.to).toBe('skipped');
  });

  it.each<[Json, object]>([
    ['2h', { afterMs: 7_200_000 }],
    [1_500, { afterMs: 1_500 }],
    ['2030-01-01T00:00:00Z', { at: 1_893_456_000_000 }],
    ['2030-01-01T02:00:00.25+02:00', { at: 1_893_456_000_250 }],
    ['1999-12-31T23:59:59Z', { at: 946_684_799_000 }],
    ['1970-01-01T00:00:00Z', { at: 1 }],
    ['0001-01-01T00:00:00Z', { at: 1 }],
  ])('whose expression gives %j is parked until then', (given, until) => {
    expect(evaluate(given).change).toMatchObject({
      to: 'open',
      opening: { mode: 'park', park: { reason: 'timer', until } },
    });
  });

  it.each<Json>(['soon', '2030-01-01', '2030-02-30T00:00:00Z', -1, 1.5, null, true, [1]])(
    'whose expression gives %j fails and is not tried again',
    (given) => {
      const { change, end } = evaluate(given);
      expect(change).toMatchObject({ to: 'failed' });
      expect(end).toMatchObject({ status: 'failed', error: expect.stringContaining('EXPRESSION_FAILED') });
      expect(end).toMatchObject({ error: expect.stringContaining(JSON.stringify(given).slice(1, -1)) });
    },
  );

  it('that fails lets the run go on if its `onFailure` is `continue`', () => {
    const { change, next, end } = evaluate('soon', { onFailure: 'continue' });
    expect({ to: change.to, next: next.map(({ unit }) => unit), end }).toEqual({
      to: 'failed',
      next: ['after'],
      end: undefined,
    });
  });

  it('completes with its moment when that has come, and opens its dependants', () => {
    const plan = planWith('1s');
    const parked = { unit: 'pause', reason: 'timer', dueAt: 1_893_456_000_250 };
    const { change, next } = decideWake(plan, parked, context());
    expect(change).toEqual({ to: 'completed', output: '{"dueAt":"2030-01-01T00:00:00.250Z"}' });
    expect(next).toEqual(openDependants(plan, stepOf(plan, 'pause'), context()));
  });

  it('is explained by the moment until which it waits', () => {
    const unit = { status: 'waiting', dispatch: 0, token: 0, dueAt: 7 } as const;
    const step = stepOf(planWith('1s'), 'pause');
    const explain = (look: object, status: 'running' | 'paused' = 'running') =>
      explainStep(step, { status, units: new Map([['pause', { ...unit, ...look }]]) });
    expect(explain({})).toEqual([{ for: 'event', wait: { reason: 'timer', until: toRfc3339(7) } }]);
    expect(explain({ status: 'ready' }, 'paused')).toEqual([{ for: 'pause' }]);
    expect(explain({ status: 'ready', token: 3 })).toEqual([]);
    expect(explain({ status: 'completed' })).toEqual([]);
  });
});

it.each<[Json, string]>([
  ['soon', 'integer milliseconds'],
  ['${input.a} ${input.b}', 'integer milliseconds'],
  [-1, 'integer milliseconds'],
  [{}, 'integer milliseconds'],
])('a wait of %j is refused with its path', (wait, expected) => {
  const compiled = compile({ name: 'p', steps: { pause: { wait } } });
  expect(compiled).toMatchObject({
    ok: false,
    errors: [{ path: 'steps.pause.wait', expected: expect.stringContaining(expected) }],
  });
});

it('a wait step has neither an input nor attempts', () => {
  const compiled = compile({ name: 'p', steps: { pause: { wait: '1s', with: 1, retry: {} } } });
  expect(compiled).toMatchObject({
    ok: false,
    errors: [{ path: 'steps.pause.with' }, { path: 'steps.pause.retry' }],
  });
});

it('a wait that is longer than the time-out of its run gives a warning', () => {
  const compiled = compile({ name: 'p', timeout: '1h', steps: { pause: { wait: '1h' } } });
  expect(compiled.ok && compiled.plan.warnings).toEqual([expect.stringContaining('pause')]);
});
