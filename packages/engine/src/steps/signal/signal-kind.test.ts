import { type Json, toRfc3339 } from '@ag06/contracts';
import { type RunField, toSignalText } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../compile/compile.ts';
import { decideEvaluation } from '../../decide/decide-evaluation.ts';
import { decideWake } from '../../decide/decide-wake.ts';
import type { DecisionContext } from '../../decide/decision.ts';
import { openRoots, stepOf } from '../../decide/openings.ts';
import { planOf } from '../../testing/plan-of.ts';
import { explainStep } from '../explain-step.ts';
import type { SignalStep } from './signal-step.ts';

const SCHEMA = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
const planWith = (more: { readonly [key: string]: Json } = {}) =>
  planOf({
    name: 'p',
    steps: { ask: { signal: 'approval', ...more }, after: { agent: 'x.after', needs: ['ask'] } },
  });
const context = (values: Partial<Record<RunField, string>> = {}): DecisionContext => ({
  run: { id: 'r', correlationId: 'c' },
  values: new Map(Object.entries(values) as [RunField, string][]),
  random: () => 0.5,
});
const inHand = (payload: Json) => ({
  'g:ask': toSignalText({ name: 'approval', key: 'k', body: JSON.stringify({ payload, by: 'me' }) }),
});

describe('a signal step', () => {
  it.each<[Json | undefined, object | undefined]>([
    [undefined, undefined],
    ['2h', { afterMs: 7_200_000 }],
  ])('with the timeout %j is parked for its signal in the commit that opens it', (timeout, until) => {
    const plan = planWith(timeout === undefined ? {} : { timeout });
    const park = { reason: 'signal:approval', until };
    expect(openRoots(plan)).toEqual([{ unit: 'ask', needs: 0, mode: 'park', park, reads: ['g:ask'] }]);
  });

  it.each<Json>([{ ok: true }, null, 'text', [1]])(
    'completes with the payload %j of the signal in hand',
    (payload) => {
      const { change, next } = decideEvaluation(planWith(), 'ask', 1, context(inHand(payload)));
      expect(change).toEqual({ to: 'completed', output: JSON.stringify(payload) });
      expect(next.map(({ unit }) => unit)).toEqual(['after']);
    },
  );

  it('is parked after its condition, unless a signal is in hand by then', () => {
    const plan = planWith({ when: '${input.x}' });
    expect(openRoots(plan)).toMatchObject([{ mode: 'evaluate', reads: ['in', 'g:ask'] }]);
    const opened = decideEvaluation(plan, 'ask', 1, context({ in: '{"x":true}' }));
    expect(opened.change).toMatchObject({ opening: { mode: 'park', park: { reason: 'signal:approval' } } });
    const skipped = decideEvaluation(plan, 'ask', 1, context({ in: '{"x":false}' }));
    expect(skipped.change.to).toBe('skipped');
  });

  it('times out without a signal, and ends the run unless `onFailure` is `continue`', () => {
    const parked = { unit: 'ask', reason: 'signal:approval', dueAt: 7 };
    const ended = decideWake(planWith({ timeout: 1 }), parked, context());
    expect(ended).toMatchObject({ change: { to: 'timed_out' }, end: { status: 'failed' } });
    const plan = planWith({ timeout: 1, onFailure: 'continue' });
    const goesOn = decideWake(plan, parked, context());
    expect(goesOn).toMatchObject({ change: { to: 'timed_out' }, end: undefined, next: [{ unit: 'after' }] });
    expect(goesOn.change).toMatchObject({ error: expect.stringContaining('SIGNAL_TIMED_OUT') });
  });

  it('checks payloads with its schema, and names the wrong places', () => {
    const { judgePayload } = stepOf(planWith({ schema: SCHEMA }), 'ask') as SignalStep;
    expect(judgePayload({ ok: true }).errorCount).toBe(0);
    expect(judgePayload({ ok: 1 })).toMatchObject({ errorCount: 1, errors: [{ path: 'payload.ok' }] });
    expect((stepOf(planWith(), 'ask') as SignalStep).judgePayload('anything').errorCount).toBe(0);
  });

  it('is explained by the signal that it waits for', () => {
    const step = stepOf(planWith(), 'ask');
    const look = { status: 'waiting', dispatch: 0, token: 0, dueAt: 0 } as const;
    const explain = (dueAt: number) =>
      explainStep(step, { status: 'running', units: new Map([['ask', { ...look, dueAt }]]) });
    expect(explain(0)).toEqual([{ for: 'event', wait: { reason: 'signal', signal: 'approval' } }]);
    expect(explain(7)).toEqual([
      { for: 'event', wait: { reason: 'signal', signal: 'approval', until: toRfc3339(7) } },
    ]);
  });
});

it.each<[string, Json, string]>([
  ['the name of a signal', { signal: 'No such' }, 'steps.ask.signal'],
  ['the timeout', { signal: 'go', timeout: 0 }, 'steps.ask.timeout'],
  ['the schema', { signal: 'go', schema: { type: 'nothing' } }, 'steps.ask.schema.type'],
  ['a schema that is none', { signal: 'go', schema: 7 }, 'steps.ask.schema'],
  ['what it has not', { signal: 'go', with: 1 }, 'steps.ask.with'],
])('a mistake in %s is reported with its path', (_, ask, path) => {
  const compiled = compile({ name: 'p', steps: { ask } });
  expect(compiled).toMatchObject({ ok: false, errors: [{ path }] });
});
