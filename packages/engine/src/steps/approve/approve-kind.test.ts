import { type Json, LIMITS, toRfc3339 } from '@ag06/contracts';
import { parseApprovalCard, type RunField, toSignalText } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../compile/compile.ts';
import { decideEvaluation } from '../../decide/decide-evaluation.ts';
import { decideWake } from '../../decide/decide-wake.ts';
import type { Decision, DecisionContext } from '../../decide/decision.ts';
import { openRoots, stepOf } from '../../decide/openings.ts';
import { planOf } from '../../testing/plan-of.ts';
import { explainStep } from '../explain-step.ts';
import type { ApproveStep } from './approve-step.ts';

type More = { readonly [key: string]: Json };
const planWith = (approve: More = {}, more: More = {}) =>
  planOf({
    name: 'p',
    steps: {
      ask: { approve: { signal: 'refund', ask: 'Sure?', ...approve }, ...more },
      after: { agent: 'x.after', needs: ['ask'] },
    },
  });
const context = (values: Partial<Record<RunField, string>> = {}): DecisionContext => ({
  run: { id: 'r', correlationId: 'c' },
  values: new Map(Object.entries(values) as [RunField, string][]),
  random: () => 0.5,
});
const answered = (payload: Json, more: { by?: string }, when: { at?: number }) => {
  const body = JSON.stringify({ payload, ...more });
  return { 'g:ask': toSignalText({ name: 'refund', key: 'k', body, ...when }) };
};
const cardOf = ({ change }: Decision) => {
  if (change.to !== 'open' || change.opening.mode !== 'park') throw new Error(`It is ${change.to}.`);
  return parseApprovalCard(change.opening.park.card ?? '');
};
const ask = (text: string, input: Json) =>
  cardOf(decideEvaluation(planWith({ ask: text }), 'ask', 1, context({ in: JSON.stringify(input) })));

describe('an approval step', () => {
  it('whose text has no expression asks in the commit that opens it', () => {
    const card = '{"ask":"Sure?","choices":["approve","reject"]}';
    const park = { reason: 'signal:refund', until: { afterMs: 60_000 }, card };
    expect(openRoots(planWith({}, { timeout: '1m' }))).toEqual([
      { unit: 'ask', needs: 0, mode: 'park', park, reads: ['g:ask'] },
    ]);
  });

  it.each<[string, Json, string]>([
    ['Refund ${input.amount} to ${input.who}?', { amount: 120, who: 'Zoë' }, 'Refund 120 to Zoë?'],
    ['${input.who}', { who: 'Zoë' }, 'Zoë'],
    ['${input}', { a: [1] }, '{"a":[1]}'],
    ['${input.none}', {}, 'null'],
    ['$${x}', {}, '${x}'],
  ])('evaluates %j for the input %j before it asks', (text, input, expected) => {
    expect(openRoots(planWith({ ask: text }))).toMatchObject([{ mode: 'evaluate' }]);
    expect(ask(text, input)).toEqual({ ask: expected, choices: ['approve', 'reject'] });
  });

  it('asks with the text as it is written if that cannot be evaluated, and says why', () => {
    const written = 'Refund ${input.amount * 2}?';
    expect(ask(written, { amount: 'much' })).toEqual({
      ask: written,
      choices: ['approve', 'reject'],
      askError: expect.stringMatching(/./),
    });
  });

  it('cuts a text that is too long for a list, and no character in two', () => {
    const { ask: text } = ask('${input.x}', { x: '😀'.repeat(LIMITS.askLength) });
    expect(text.length).toBeLessThanOrEqual(LIMITS.askLength);
    expect(text).toMatch(/^(😀)+…$/u);
  });

  it.each<[Json, { by?: string }, { at?: number }, object]>([
    [{ choice: 'approve' }, {}, {}, { choice: 'approve' }],
    [
      { choice: 'reject', comment: 'no' },
      { by: 'lee' },
      { at: 1_000 },
      { choice: 'reject', comment: 'no', by: 'lee', at: '1970-01-01T00:00:01.000Z' },
    ],
  ])('completes with the answer %j: what, who and when', (payload, by, when, output) => {
    const held = context(answered(payload, by, when));
    const { change, next } = decideEvaluation(planWith(), 'ask', 1, held);
    expect(change).toMatchObject({ to: 'completed' });
    expect(JSON.parse(change.to === 'completed' ? change.output : '')).toEqual(output);
    expect(next.map(({ unit }) => unit)).toEqual(['after']);
  });

  it('times out when nobody answered, and ends the run unless it says `continue`', () => {
    const parked = { unit: 'ask', reason: 'signal:refund', dueAt: 7 };
    const ended = decideWake(planWith({}, { timeout: 1 }), parked, context());
    expect(ended).toMatchObject({ change: { to: 'timed_out' }, end: { status: 'failed' } });
    const goesOn = decideWake(planWith({}, { timeout: 1, onFailure: 'continue' }), parked, context());
    expect(goesOn).toMatchObject({ end: undefined, next: [{ unit: 'after' }] });
    expect(goesOn.change).toMatchObject({ error: expect.stringContaining('APPROVAL_TIMED_OUT') });
  });

  it('takes an answer that is offered, with a comment, and nothing else', () => {
    const { judgePayload } = stepOf(planWith({ choices: ['yes', 'no'] }), 'ask') as ApproveStep;
    expect(judgePayload({ choice: 'yes', comment: '' }).errorCount).toBe(0);
    const wrong: Json[] = [
      { choice: 'approve' },
      {},
      null,
      { choice: 'no', by: 'x' },
      { choice: 'no', comment: 1 },
    ];
    for (const payload of wrong) expect(judgePayload(payload).errorCount).toBeGreaterThan(0);
    expect(judgePayload({ choice: 'approve' }).errors).toMatchObject([{ path: 'payload.choice' }]);
  });

  it('tells whose answer it waits for, and which are offered', () => {
    const look = { status: 'waiting', dispatch: 0, token: 0, dueAt: 7 } as const;
    const run = { status: 'running', units: new Map([['ask', look]]) } as const;
    const choices = ['approve', 'reject'];
    expect(explainStep(stepOf(planWith(), 'ask'), run)).toEqual([
      { for: 'event', wait: { reason: 'approval', signal: 'refund', choices, until: toRfc3339(7) } },
    ]);
  });
});

it.each<[string, Json, string]>([
  ['the name of the signal', { approve: { signal: 'No such', ask: 'x' } }, 'steps.ask.approve.signal'],
  ['a missing name', { approve: { ask: 'x' } }, 'steps.ask.approve.signal'],
  ['a missing text', { approve: { signal: 'go' } }, 'steps.ask.approve.ask'],
  ['the expression of the text', { approve: { signal: 'go', ask: '${1 +}' } }, 'steps.ask.approve.ask'],
  ['the choices', { approve: { signal: 'go', ask: 'x', choices: ['a', 'a'] } }, 'steps.ask.approve.choices'],
  [
    'an empty list of choices',
    { approve: { signal: 'go', ask: 'x', choices: [] } },
    'steps.ask.approve.choices',
  ],
  ['what an approval has not', { approve: { signal: 'go', ask: 'x', aks: 1 } }, 'steps.ask.approve.aks'],
  ['what no object is', { approve: 'go' }, 'steps.ask.approve'],
  ['the timeout', { approve: { signal: 'go', ask: 'x' }, timeout: 0 }, 'steps.ask.timeout'],
  ['what the step has not', { approve: { signal: 'go', ask: 'x' }, schema: true }, 'steps.ask.schema'],
])('a mistake in %s is told where it stands', (_, ask, path) => {
  expect(compile({ name: 'p', steps: { ask } })).toMatchObject({ ok: false, errors: [{ path }] });
});
